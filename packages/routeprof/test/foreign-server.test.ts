import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findExportFormat } from '@routeprof/core/tools';
import { afterEach, describe, expect, test } from 'vitest';
import { routeRow, shopModel } from '../../core/test/render/fixture.ts';
import { hostileNames } from '../../core/test/render/hostile.ts';
import { seeded, simulateRun } from '../../core/test/report/simulate.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

/** Whatever answers at the address that was given need not be an app with a profiler. */
let close = async (): Promise<void> => {};
afterEach(() => close());

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (body: unknown): RequestListener => {
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
};
/** What acts on a terminal, or cannot be seen in it. */
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
  ])('is shown by %s as a line that does nothing, and not at any length', async (_, words) => {
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

  test('names in a report are shown, and act on nothing', async () => {
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
    expect(error).toMatch(/what answers at .* is no report of routeprof/);
    expect(error).not.toMatch(acts);
  });

  test('that never ends is left', async () => {
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

test('what was typed is shown as it is, but acts on nothing', async () => {
  for (const words of [['\u001b[2J'], ['top', 'http://\u001b[2J'], ['top', `${'x'.repeat(5_000)}\u009b`]]) {
    const { code, error } = await runMain(...words);
    expect(code).toBe(2);
    expect(error).not.toMatch(acts);
    expect(error.length).toBeLessThan(3_000);
  }
});
