import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { connect } from '../client/connection.ts';
import { type Answer, ask, exchange, type Listening, wire } from '../client/http.ts';
import { readReport } from '../client/report.ts';
import { until } from '../client/until.ts';
import type { Target } from '../target.ts';
import type { Servers } from './servers.ts';
import { useServer } from './use-server.ts';

const path = '/__profile__/pprof/profile';
const forLong = { path: `${path}?seconds=300` };

/** A profile of the next seconds, at the URL that Go's tools request. */
export function captures(target: Target, { root }: Servers): void {
  // One after the other, because they share a server, which records one profile at a time.
  test('it holds what ran in that time, and nothing from before', { concurrent: false }, async () => {
    await ask(root, '/burn/beta');
    // A client may have its response a moment before the request has ended for the server.
    await until(
      () => readReport(root),
      ({ status }) => status.openRequests === 0,
      'no request is open',
    );
    const recorded = ask(root, `${path}?seconds=3`);
    let isRecording = true;
    void recorded.finally(() => {
      isRecording = false;
    });
    await untilBusy(root);
    while (isRecording) await ask(root, '/burn/alpha');
    const answer = await recorded;
    expect(answer.status).toBe(200);
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="routeprof-[\w.-]+\.pb\.gz"$/,
    );
    const profile = unpack(answer);
    // Not `GET /burn/beta`: Node's work after a connection closes may come late, and belongs to that request too.
    const names = ['GET /burn/alpha', 'burnAlphaBefore', 'burnBetaBefore', 'burnBetaAfter'];
    expect(names.filter((name) => profile.includes(name))).toEqual(['GET /burn/alpha', 'burnAlphaBefore']);
  });

  test('there is one at a time, and it ends when its client leaves', { concurrent: false }, async () => {
    const client = await connect(root.port);
    client.write(wire({ method: 'GET', ...forLong }));
    const busy = await untilBusy(root);
    expect(Number(busy.headers['retry-after'])).toBeGreaterThan(200);
    expect(busy.body).toMatch(
      /^Another profile is being recorded for .* only one can be recorded at a time\.\n$/,
    );
    client.destroy();
    await until(
      () => ask(root, `${path}?seconds=1`),
      ({ status }) => status === 200,
      'a profile can be recorded again',
    );
  });

  // With `register`, only the end of the process closes the profiler.
  if (target.register) return;
  describe('closing the profiler', () => {
    const server = useServer(target, 'shared');
    test('ends it, with what there is until then', async () => {
      const recorded = exchange(server, wire({ method: 'GET', ...forLong }));
      await untilBusy(server);
      await server.order('close-profiler');
      expect(await recorded).toMatch(/^HTTP\/1\.1 200 /);
    });
  });
}

/** The answer to a second client, once the first is being served. */
function untilBusy(server: Listening): Promise<Answer> {
  return until(
    () => ask(server, `${path}?seconds=1`),
    ({ status }) => status === 503,
    'another profile is being recorded',
  );
}

/** The profile's bytes, one character a byte, in which the names of its string table can be found. */
function unpack({ raw }: Answer): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4);
  return gunzipSync(Buffer.from(body, 'latin1')).toString('latin1');
}
