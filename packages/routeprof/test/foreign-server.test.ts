import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findExportFormat } from '@routeprof/core/tools';
import { afterEach, describe, expect, test } from 'vitest';
import { seeded, simulateRun } from '../../core/test/comparison/simulate.ts';
import { routeRow, shopModel } from '../../core/test/render/fixture.ts';
import { hostileNames } from '../../core/test/render/hostile.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

/** What answers at an address may not be an app with a profiler. */
let closes: (() => Promise<void>)[] = [];
const close = async (): Promise<void> => {
  await Promise.all(closes.map((one) => one()));
  closes = [];
};
afterEach(close);

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (body: unknown): RequestListener => {
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
};
/** Characters that have an effect on a terminal, or are invisible in it. */
const acts = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;
const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nroute\u202eprof: all budgets kept\u2028';

describe('what another server answers', () => {
  const run = simulateRun([{ name: 'f', route: '/a', cpuMicros: 500, sensitivity: 0 }], {
    random: seeded(1),
    drift: 0,
  });

  test.each([
    ['top', (at: string) => ['top', at]],
    ['diff', (at: string, file: string) => ['diff', file, at]],
    ['check', (at: string) => ['check', at, '--load', '/', '--warmup', '0', '--requests', '1']],
  ])('is shown by %s as one harmless line of limited length', async (_, words) => {
    const base = (await findExportFormat('pprof')?.write(run)) as Uint8Array;
    const { path } = newFolder({ 'base.pb.gz': base });
    for (const body of [`${hostile}${'x'.repeat(100_000)}`, JSON.stringify({ error: hostile })]) {
      const at = await serve((_request, response) => {
        response.statusCode = 500;
        response.end(body);
      });
      const { code, out, error } = await runMain(...words(at, path('base.pb.gz')));
      await close();
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toMatch(/answers 500: /);
      expect(error).toContain('\\u001b]0;owned');
      expect(error).not.toMatch(acts);
      expect(error.match(/\n/g)).toHaveLength(1);
      expect(error.length).toBeLessThan(600);
    }
  });

  test('names in a report are shown without any effect', async () => {
    const { status, sources } = shopModel();
    const names = hostileNames.map((name) => routeRow('GET', name, 1_000, 10));
    const source = { ...sources[0]!, service: hostile, version: hostile, node: hostile, engine: hostile };
    const failures = [{ message: hostile, count: 1 }];
    const model = shopModel({}, { routes: names, sources: [source], status: { ...status, failures } });
    const { code, out } = await runMain('top', await serve(json(model)));
    expect(code).toBe(0);
    expect(out).toContain('\\u001b]0;owned');
    expect(out).not.toMatch(acts);
  });

  test.each([
    ['a pid', () => shopModel({}, { sources: [{ ...shopModel().sources[0]!, pid: hostile as never }] })],
    ['a rate', () => shopModel({}, { sources: [{ ...shopModel().sources[0]!, rate: '\r\n1' as never }] })],
    ['a limit', () => shopModel({ limit: hostile as never })],
    ['a view', () => shopModel({ view: hostile as never })],
    ['no query', () => ({ format: 1 })],
    ['nothing', () => null],
    ['another format', () => ({ ...shopModel(), format: 2 })],
  ])('that has %s that is none is no report', async (_, model) => {
    const { code, out, error } = await runMain('top', await serve(json(model())));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/what answers at .* is not a report of routeprof/);
    expect(error).not.toMatch(acts);
  });

  test('that never ends is aborted', async () => {
    const part = Buffer.alloc(2 ** 20, 'x');
    const at = await serve((_request, response) => {
      const more = (): void => {
        while (response.writable && response.write(part));
        response.once('drain', more);
      };
      more();
    });
    const { code, error } = await runMain('top', at);
    expect(code).toBe(2);
    expect(error).toMatch(/sends more than 64 MiB/);
  });
});

describe('what went wrong at another server', () => {
  const send = (status: number, body: string): RequestListener => {
    return (_, response) => response.writeHead(status).end(body);
  };
  const header = 'The report is closed to this request because of its header \u001b[2Jvia.';

  test.each([
    ['an error of another form', send(500, '{"message":"boom"}'), /answers 500: \{"message":"boom"\}$/],
    [
      'an error that is not a string',
      send(500, '{"error":{"code":7}}'),
      /answers 500: \{"error":\{"code":7\}\}$/,
    ],
    ['an error of null', send(500, 'null'), /answers 500: null$/],
    ['an error without a body', send(503, ''), /answers 503 without a message\. Look at /],
    ['a 403 that says why', send(403, header), /answers 403: The report .* header \\u001b\[2Jvia\.$/],
    ['a 401 that says why', send(401, '{"error":"sign in"}'), /answers 401: sign in$/],
    ['a 403 without a word', send(403, ''), /there is no report at .* \(status 403\)\. .* --token\?$/],
    ['a 404', send(404, '<h1>Not found</h1>'), /there is no report at .* \(status 404\)\. .* --token\?$/],
    [
      'redirects in a circle',
      (({ url }, response) => response.writeHead(302, { location: url }).end()) as RequestListener,
      /gave no complete answer \(redirect count exceeded\)\. Is it /,
    ],
    [
      'a body that breaks off',
      ((_, response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{', () => response.destroy());
      }) as RequestListener,
      /gave no complete answer \(.+\)\. Is it /,
    ],
    [
      'a connection that is closed at once',
      (({ socket }) => socket.destroy()) as RequestListener,
      /gave no complete answer \(.+\)\. Is it /,
    ],
  ])('is reported in a sentence that names the server: %s', async (_, listener, says) => {
    const at = await serve(listener);
    const { path } = newFolder({});
    for (const words of [
      ['top', at],
      ['diff', at, path('none')],
      ['check', at, '--load', '/'],
    ]) {
      const { code, out, error } = await runMain(...words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error.trimEnd()).toMatch(says);
      expect(error).toContain(at);
      expect(error).not.toMatch(acts);
    }
  });
});

describe('--token', () => {
  const secret = 'a-secret-of-the-first';
  /** A server that answers every request with the profile, and the requests that it got. */
  async function serveProfile() {
    const told: (string | undefined)[] = [];
    const run = simulateRun([{ name: 'f', route: '/a', cpuMicros: 500, sensitivity: 0 }], {
      random: seeded(1),
      drift: 0,
    });
    const profile = (await findExportFormat('pprof')?.write(run)) as Uint8Array;
    const origin = await serve(({ url, headers }, response) => {
      told.push(headers.authorization);
      response.end(url?.includes('format=pprof') ? profile : JSON.stringify(shopModel()));
    });
    return { origin, told, profile };
  }
  const only = (told: readonly (string | undefined)[]) => {
    expect(told.length).toBeGreaterThan(0);
    return [...new Set(told)];
  };

  test.each([
    ['check', (first: string, other: string) => ['check', first, '--load', '/', '--base', other]],
    ['diff', (first: string, other: string) => ['diff', first, other]],
  ])('of %s goes only to the first address', async (command, words) => {
    const [first, other] = [await serveProfile(), await serveProfile()];
    const most = command === 'check' ? ['--requests', '2', '--warmup', '0'] : [];
    await runMain(...words(first.origin, other.origin), ...most, '--token', secret);
    expect(first.told).toContain(`Bearer ${secret}`);
    expect(only(other.told)).toEqual([undefined]);

    other.told.length = 0;
    await runMain(...words(first.origin, `${other.origin}/?token=its-own`), ...most, '--token', secret);
    expect(only(other.told)).toEqual(['Bearer its-own']);

    // Two reports of one server.
    first.told.length = 0;
    await runMain(...words(first.origin, `${first.origin}/other/`), ...most, '--token', secret);
    expect(first.told.filter((one) => one === `Bearer ${secret}`).length).toBeGreaterThan(1);
  });

  test('of diff goes to the only address, whichever side that is', async () => {
    const { origin, told, profile } = await serveProfile();
    const { path } = newFolder({ 'file.pb.gz': profile });
    for (const words of [
      [path('file.pb.gz'), origin],
      [origin, path('file.pb.gz')],
    ]) {
      told.length = 0;
      await runMain('diff', ...words, '--token', secret);
      expect(only(told)).toEqual([`Bearer ${secret}`]);
    }
  });

  test('does not follow a redirect to another server', async () => {
    const other = await serveProfile();
    const first = await serve(({ url }, response) =>
      response.writeHead(302, { location: `${other.origin}${url}` }).end(),
    );
    await runMain('top', first, '--token', secret);
    expect(only(other.told)).toEqual([undefined]);
  });
});

test('arguments are echoed, but control characters have no effect', async () => {
  for (const words of [['\u001b[2J'], ['top', 'http://\u001b[2J'], ['top', `${'x'.repeat(5_000)}\u009b`]]) {
    const { code, error } = await runMain(...words);
    expect(code).toBe(2);
    expect(error).not.toMatch(acts);
    expect(error.length).toBeLessThan(3_000);
  }
});
