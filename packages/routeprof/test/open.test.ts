import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReportModel } from '@routeprof/core';
import {
  createFileReport,
  createFolderReport,
  exportFormats,
  readProfile,
  type Window,
} from '@routeprof/core/tools';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { writeEvidenceNow } from '../../core/src/store/directory/evidence-files.ts';
import { newEvidenceName, serviceFolder } from '../../core/src/store/directory/names.ts';
import { emptyWindow, shopWindow } from '../../core/test/export/fixture.ts';
import { newDir, newYear, openStore, windowAt } from '../../core/test/store/directory/open-store.ts';
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

describe('a folder that an app has kept', () => {
  test('shows it without the app: all services, over time, and a block in which the process was killed', async () => {
    const dir = newDir();
    const shop = openStore(dir);
    shop.add(windowAt({ at: 0 }));
    shop.add(windowAt({ at: 10 }));
    await shop.close();
    const other = openStore(dir, { service: 'search' });
    other.add(windowAt({ service: 'search' }));
    await other.close();
    const name = newEvidenceName(newYear + 12e6);
    const evidence = {
      ...{ service: 'shop', version: '1', instance: 'i', pid: 77, ended: false, againMicros: newYear + 14e6 },
      ...{ sinceMicros: newYear + 12e6, untilMicros: newYear + 13e6, open: 0, requests: [], line: 3 },
      stack: [{ name: 'checkMail', file: '/srv/mail.js', line: 1, column: 1 }],
    };
    writeEvidenceNow(join(dir, serviceFolder('shop')), name, evidence, 1e9);
    const before = readdirSync(dir, { recursive: true });

    const report = await createFolderReport(dir);
    onTestFinished(() => report?.close());
    const ask = (query: Record<string, string>) => report!.ask(new URLSearchParams(query));
    const all = await ask({ service: 'shop' });
    expect(all.status).toMatchObject({ kept: true });
    expect(all.history?.slices.length).toBeGreaterThan(1);
    expect(all.history?.services).toEqual(['search', 'shop']);
    expect(all.blocks).toMatchObject([{ pid: 77, name: 'checkMail', state: 'unfinished', micros: 1e6 }]);
    expect((await ask({ service: 'search' })).blocks).toEqual([]);
    const part = await ask({ service: 'shop', from: '2026-01-01T00:00:10Z' });
    expect(part.totals.elapsedMicros).toBe(all.totals.elapsedMicros / 2);
    const one = await createFolderReport(join(dir, serviceFolder('search')));
    onTestFinished(() => one?.close());
    expect((await one!.ask(new URLSearchParams())).sources).toMatchObject([{ service: 'search' }]);
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
  });

  test('a folder without measurements ends with 2 and a sentence', async () => {
    const { code, error } = await runMain('open', newDir());
    expect(code).toBe(2);
    expect(error).toMatch(/there are no measurements of routeprof in the folder .* option dir names/);
  });
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
    ['no file', [], /give one profile or folder: routeprof open profile\.pb\.gz/],
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
