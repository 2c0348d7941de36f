import { afterEach, describe, expect, test } from 'vitest';
import { browse } from '../client/browse.ts';
import { ask } from '../client/http.ts';
import { peekReport, readReport, requestsOf, samplesOf } from '../client/report.ts';
import { expectCounted } from './expect-counted.ts';
import type { Servers } from './servers.ts';

const path = '/__profile__/';
const post = (action: string, headers: Record<string, string> = {}) =>
  ({ method: 'POST', path: path + action, headers, body: '' }) as const;

/** Clear, pause, resume and rate work only by POST, and only from the report itself or a program. */
export function controls({ root }: Servers): void {
  afterEach(async () => {
    await ask(root, post('resume'));
  });

  describe.each(['clear', 'pause', 'resume', 'rate?value='])('%s', (action) => {
    test('not by GET', async () => {
      await expectCounted(root, { 'GET /json': 1 }, async () => {
        await ask(root, '/json');
        const { status, headers } = await ask(root, `${path}${action}`);
        expect(status).toBe(405);
        expect(headers.allow).toBe('POST');
      });
    });

    test.each([
      ['another origin', { origin: 'http://elsewhere.example' }],
      ['another port', { origin: 'http://localhost:9999' }],
      ['an opaque origin', { origin: 'null' }],
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['a sibling of this site', { 'sec-fetch-site': 'same-site', origin: 'http://localhost' }],
    ])('not from %s', async (_who, headers) => {
      await expectCounted(root, { 'GET /json': 1 }, async () => {
        await ask(root, '/json');
        expect((await ask(root, post(action, headers))).status).toBe(403);
      });
      expect((await peekReport(root)).status.paused).toBe(false);
    });

    test.each([
      ['the page', { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' }],
      ['a browser that says where', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }],
    ])('from %s, back to the report', async (_who, headers) => {
      const visit = await browse(root, post(action, headers));
      expect({ status: visit.status, path: visit.path }).toEqual({ status: 200, path });
    });

    test('from a program', async () => {
      expect((await ask(root, post(action))).status).toBe(200);
    });
  });

  test('clear drops everything, and counting starts over', async () => {
    await ask(root, '/burn/alpha');
    await ask(root, post('clear'));
    const cleared = await readReport(root);
    expect(requestsOf(cleared, 'GET /burn/alpha')).toBe(0);
    expect(cleared.totals.requests).toBe(0);
    expect(await samplesOf(root, 'burnAlphaBefore')).toBe(0);
    await expectCounted(root, { 'GET /burn/alpha': 2 }, async () => {
      await ask(root, '/burn/alpha');
      await ask(root, '/burn/alpha');
    });
  });

  test('the rate is set, and given back', async () => {
    const { rate } = (await peekReport(root)).status;
    expect((await ask(root, post('rate?value=77'))).status).toBe(200);
    expect((await peekReport(root)).status.rate).toBe(77);
    expect((await ask(root, post('rate?value=0'))).status).toBe(400);
    expect((await peekReport(root)).status.rate).toBe(77);
    await expectCounted(root, { 'GET /json': 1 }, () => ask(root, '/json'));
    expect((await ask(root, post('rate?value='))).status).toBe(200);
    expect((await peekReport(root)).status.rate).toBe(rate);
  });

  test('nothing is recorded while paused', async () => {
    await expectCounted(root, { 'GET /json': 2 }, async () => {
      await ask(root, '/json');
      await ask(root, post('pause'));
      expect((await peekReport(root)).status.paused).toBe(true);
      for (let i = 0; i < 3; i++) expect((await ask(root, '/burn/beta')).status).toBe(200);
      await ask(root, post('resume'));
      expect((await peekReport(root)).status.paused).toBe(false);
      await ask(root, '/json');
    });
  });
}
