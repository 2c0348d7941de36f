import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { ReportModel } from '@routeprof/core';
import { createFileReport, exportFormats, readProfile, type Window } from '@routeprof/core/tools';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { emptyWindow, shopWindow } from '../../core/test/export/fixture.ts';
import { serveReport } from '../src/open/serve-report.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

afterEach(() => vi.unstubAllEnvs());

async function serve(window: Window = shopWindow): Promise<string> {
  const { url, close } = await serveReport(createFileReport(window), 0);
  onTestFinished(close);
  return url;
}

async function json(url: string): Promise<ReportModel> {
  return (await (await fetch(url)).json()) as ReportModel;
}

test('the page, without controls that need a running profiler', async () => {
  const url = await serve();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  const page = await response.text();
  expect(page).toContain('shop 1.2.3');
  expect(page).toContain('GET /orders/:id');
  expect(page).not.toMatch(/<form method="post"|Clear|Pause/);
  for (const [, href = ''] of page.matchAll(/(?:href|src)="(\.?[^"?#]+\.\w+)"/g)) {
    expect((await fetch(new URL(href, url))).status).toBe(200);
  }
});

test('every view, and that the profile is from a file', async () => {
  const url = await serve();
  const ask = (query: string) => json(`${url}?format=json&${query}`);
  const { status, range, routes } = await ask('');
  expect(status).toMatchObject({ fixed: true, paused: false, engine: 'inspector', rate: 1000, failures: [] });
  expect(range).toEqual({ from: shopWindow.startMicros, to: shopWindow.endMicros });
  expect(routes).toHaveLength(3);
  const [first] = (await ask('view=functions&limit=1')).functions;
  const id = encodeURIComponent(first?.id ?? '');
  expect((await ask('view=flame')).flame?.parent.length).toBeGreaterThan(5);
  expect((await ask(`view=pivot&function=${id}`)).pivot?.function.id).toBe(first?.id);
  expect((await ask(`view=source&function=${id}`)).source).toEqual({
    unavailable: expect.stringMatching(/\.$/),
  });
  for (const view of ['callers', 'callees']) expect((await ask(`view=${view}`)).functions).not.toEqual([]);
  expect((await fetch(`${url}?view=nonsense`)).status).toBe(400);
});

test('downloads in every format, and as one page', async () => {
  const url = await serve();
  for (const { name } of exportFormats) {
    const response = await fetch(`${url}?format=${name}`);
    expect(response.headers.get('content-disposition')).toMatch(/routeprof-shop-2026/);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (name === 'pprof') expect((await readProfile(gunzipSync(bytes))).routes).toHaveLength(3);
  }
  expect(await (await fetch(`${url}save`)).text()).toContain('id="data"');
});

test('there is nothing to clear, to pause or to record', async () => {
  const url = await serve();
  for (const change of ['clear', 'pause', 'resume']) {
    expect((await fetch(url + change, { method: 'POST' })).status).toBe(404);
  }
  expect((await fetch(`${url}pprof/profile?seconds=1`)).status).toBe(404);
  const live = (await (await fetch(`${url}live`)).json()) as { readonly stamp: string };
  expect(live.stamp).toBe((await json(`${url}?format=json`)).status.stamp);
});

test('an empty profile says so, and what to do', async () => {
  const url = await serve(emptyWindow);
  expect(await (await fetch(`${url}?format=text`)).text()).toMatch(
    /Nothing was measured in this profile\. Record it/,
  );
  expect((await fetch(`${url}?format=pprof`)).headers.get('content-disposition')).toBe(
    'attachment; filename="routeprof-2026-09-21T14-13-29.pb.gz"',
  );
});

test('a profile without wall time, as Go writes it, has no shares of a time that is not known', async () => {
  const file = new URL('../../core/test/export/fixtures/go-cpu.pb.gz', import.meta.url);
  const url = await serve(await readProfile(readFileSync(file)));
  for (const format of ['html', 'text', 'markdown']) {
    const report = await (await fetch(`${url}?format=${format}`)).text();
    expect(report).toContain('490 ms');
    expect(report).toContain('2026-11-22');
    expect(report).not.toMatch(/measured 0|<dd>0 µs|here the (event loop’s )?time/i);
  }
});

describe('who sees it', () => {
  test('this machine, also with NODE_ENV=production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect((await fetch(await serve())).status).toBe(200);
  });

  test('not a page of another site', async () => {
    const report = createFileReport(shopWindow);
    const ask = (headers: Record<string, string>, peer = '127.0.0.1') =>
      report.handle({ method: 'GET', url: '/', headers, peer, raw: undefined });
    expect(await ask({ host: 'evil.example' })).toBeUndefined();
    expect(
      await ask({ host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }),
    ).toBeUndefined();
    expect(await ask({ host: 'localhost' }, '10.0.0.7')).toBeUndefined();
    expect((await ask({ host: 'localhost' }))?.status).toBe(200);
  });

  test('only code files, whatever the profile names', async () => {
    const { path } = newFolder({ secret: 'the secret', 'code.js': 'line one\nline two\n' });
    const names = [path('secret'), path('code.js')];
    const frames = shopWindow.frames.map((frame, i) => ({ ...frame, file: names[i % 2] as string, line: 1 }));
    const { ask } = createFileReport({ ...shopWindow, frames });
    const { functions } = await ask(new URLSearchParams({ view: 'functions', full: '1' }));
    const sourceOf = async (file: string | undefined) => {
      const id = functions.find((row) => row.file === file)?.id ?? '';
      return (await ask(new URLSearchParams({ view: 'source', function: id }))).source;
    };
    expect(await sourceOf(names[0])).toEqual({ unavailable: expect.stringMatching(/not known as code/) });
    expect(await sourceOf(names[1])).toMatchObject({ lines: ['line one', 'line two', ''] });
  });
});

describe('what cannot be used ends with 2 and a sentence', () => {
  test.each([
    ['no file', [], /give one profile: routeprof open profile\.pb\.gz/],
    ['an address', ['http://localhost:3000'], /is an address: open it in a browser/],
    ['a port', ['a.pb.gz', '--port', '70000'], /--port "70000" is not a valid port/],
    ['a missing file', ['nowhere.pb.gz'], /there is no file nowhere\.pb\.gz/],
  ])('%s', async (_, words, message) => {
    const { code, error } = await runMain('open', ...words);
    expect(code).toBe(2);
    expect(error).toMatch(message);
  });

  test('a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    await expect(serveReport(createFileReport(shopWindow), port)).rejects.toThrow(
      `port ${port} is in use. Choose another --port, or none to get a free one.`,
    );
  });
});
