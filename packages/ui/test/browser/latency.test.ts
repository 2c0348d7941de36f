import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meanParts } from '../../../core/src/presentation/latency-parts.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { createFileReport } from '../../../core/src/tools/index.ts';
import { tracedWindow } from '../../../core/test/fixtures/traced-window.ts';
import { type ServedReport, serveReport } from '../../../routeprof/src/open/serve-report.ts';
import { formatDuration } from '../../src/shared.ts';
import { routeName } from '../../src/text/names.ts';
import { column, plain, rewrite, show, useBrowser } from './browse.ts';

const visitor = useBrowser();
const orders = 'GET /orders/:id';
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'routeprof-latency-'));
let served: ServedReport;
let model: ReportModel;
beforeAll(async () => {
  mkdirSync(join(folder, 'src'));
  const code = Array.from({ length: 20 }, (_, index) => `// line ${index + 1}`);
  writeFileSync(join(folder, 'src/loadItems.js'), code.join('\n'));
  const report = createFileReport(tracedWindow(folder));
  served = await serveReport(report, 0);
  model = await report.ask(new URLSearchParams());
});
afterAll(async () => {
  await served?.close();
  rmSync(folder, { recursive: true });
});

const duration = (micros: number): string => plain(formatDuration(micros));
const at = (query: Readonly<Record<string, string>>): string => `${served.url}?${new URLSearchParams(query)}`;
const labels = (page: Page, bars: string): Promise<string[]> =>
  page.locator(bars).evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label') ?? ''));
const findings = (page: Page) => page.getByRole('region', { name: 'Findings' }).getByRole('listitem');
const lanes = (page: Page) => page.locator('.lanes tbody tr');

test('the overview has findings first, and each route’s latency by its parts, the slowest first', async () => {
  const page = await visitor.open(served.url);
  const sorted = [...model.routes].sort((a, b) => b.latencyMicros.p95 - a.latencyMicros.p95);
  expect(await column(page, 'Routes', 0)).toEqual(sorted.map(routeName));
  const expected = sorted.map((row) => {
    const waits = model.waits.filter(({ route }) => route === row.route);
    const words = meanParts(row.latencyParts, waits).map(
      ({ kind, name, micros }) => `${name} ${kind === 'before' ? 'about ' : ''}${duration(micros)}`,
    );
    return words.join(', ');
  });
  expect((await labels(page, 'td.latency .stretches')).map(plain)).toEqual(expected);
  // Widths are on one scale: the longest fills the column.
  const widths = await page
    .locator('td.latency .stretches')
    .evaluateAll((all) =>
      all.map((bar) =>
        Array.from(bar.children, (one) => Number.parseFloat((one as HTMLElement).style.width)),
      ),
    );
  const sums = widths.map((bar) => bar.reduce((sum, one) => sum + one, 0));
  expect(Math.max(...sums)).toBeCloseTo(100, 0);
  const [first, second] = sorted.map(
    ({ latencyParts: { totalMicros, beforeNodeMicros } }) => totalMicros + beforeNodeMicros,
  );
  expect(sums[1]).toBeCloseTo((100 * (second ?? 0)) / (first ?? 1), 0);

  expect(await findings(page).count()).toBe(model.findings.length);
  const top = async (part: string): Promise<number> =>
    (await page.locator(part).first().boundingBox())?.y ?? 0;
  if (model.findings.length > 0) expect(await top('.findings')).toBeLessThan(await top('td.latency'));
  expect(await top('td.latency')).toBeLessThan(await top('.strip'));
});

test('a finding leads to its route and to its line, and says what a fix saves', async () => {
  const page = await visitor.open(served.url);
  const text = `${orders} spends 82% of its time waiting at loadItems (src/loadItems.js:14).`;
  await rewrite(page, (answer) => ({
    ...answer,
    findings: [
      {
        ...{ id: 'f', kind: 'n+1', method: 'GET', route: '/orders/:id', target: '', share: 0.82, text },
        savesMicros: { p50: 90_000, p95: 150_000 },
        ...{ file: answer.waits[0]?.file ?? '', line: 14 },
      },
    ],
  }));
  await visitor.go(page, served.url);
  const p95 = model.routes.find(({ route }) => route === '/orders/:id')?.latencyMicros.p95 ?? 0;
  const saving = findings(page).locator('.saving');
  expect(plain(await saving.textContent())).toBe(
    `A fix saves: −150 ms at p95${duration(p95)} → ${duration(p95 - 150_000)}`,
  );
  await findings(page).getByRole('link', { name: orders }).click();
  await page.getByRole('heading', { name: orders }).waitFor();
  await expect
    .poll(async () => plain(await findings(page).locator('p').first().textContent()))
    .toMatch(/^Spends 82% /);
});

test('a route’s page tells what it waits for, and leads to the line', async () => {
  const page = await visitor.open(at({ route: orders }));
  const waits = model.waits.filter(({ route }) => route === '/orders/:id');
  expect(await column(page, 'What it waits for', 0)).toEqual(waits.map(({ kind, target }) => target || kind));
  expect(await column(page, 'What it waits for', 2)).toEqual(
    waits.map(({ operation, library }) => plain(`${operation} ${library}`)),
  );
  expect((await column(page, 'What it waits for', 3))[0]).toBe('20 N+1');
  expect((await column(page, 'What it waits for', 5)).map((text) => text.replace(/ \+.*/, ''))).toEqual(
    waits.map(({ micros }) => duration(micros)),
  );
  await page.getByRole('region', { name: 'What it waits for' }).getByRole('link').first().click();
  await page.locator('.source .marked', { hasText: '// line 14' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: orders }).waitFor();
});

test('the parts are the mean, or those at p95', async () => {
  const page = await visitor.open(at({ route: orders }));
  const { latencyParts } = model.routes.find(({ route }) => route === '/orders/:id')!;
  const own = page.locator('.key-list li', { hasText: 'own work' }).first();
  await own.getByText(formatDuration(latencyParts.cpuMicros)).waitFor();
  await page.getByRole('button', { name: 'At p95' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/parts=p95/);
  await own.getByText(formatDuration(latencyParts.p95.cpuMicros)).waitFor();
  expect(latencyParts.p95.cpuMicros).toBeGreaterThan(latencyParts.cpuMicros);
  await page.getByRole('button', { name: 'Mean' }).click();
  await own.getByText(formatDuration(latencyParts.cpuMicros)).waitFor();
});

test('the slowest requests are lanes on one axis, one after the other', async () => {
  const page = await visitor.open(at({ route: orders }));
  const [slowest, next] = model.slowest.filter(({ route }) => route === '/orders/:id');
  const heading = page.getByRole('heading', { name: /^Slowest requests/ });
  expect(plain(await heading.textContent())).toContain(duration(slowest!.totalMicros));
  const names = (await lanes(page).locator('th').allTextContents()).map(plain);
  expect(names.slice(0, 3)).toEqual([
    'own work',
    'loadOrder → postgres localhost:5432 src/loadOrder.js:8',
    'queued behind GET /report',
  ]);
  const queries = lanes(page).filter({ hasText: '×20' });
  expect(await queries.locator('.stretches i').count()).toBe(20);
  expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL((url) => url.searchParams.get('request') === next!.id);
  await expect.poll(() => heading.textContent()).toContain(formatDuration(next!.totalMicros));
});

test('the moments on the axis of a request do not overlap, whatever it took', async () => {
  const page = await visitor.open(served.url);
  const request = model.slowest.find(({ route }) => route === '/orders/:id')!;
  const parts = { beforeNodeMicros: 0, beforeNodeMaxMicros: 0 };
  const slowest = [108, 216, 248, 432, 1_080].map((millis, i) => ({
    ...{ ...request, ...parts, id: `of ${i}`, totalMicros: millis * 1000 },
    steps: [{ kind: 'own' as const, startMicros: 0, micros: millis * 1000 }],
  }));
  await rewrite(page, (answer) => ({ ...answer, slowest }));
  for (const { id } of slowest) {
    await visitor.go(page, at({ route: orders, request: id }), '.lanes .ticks');
    const boxes = await page
      .locator('.lanes .ticks > span')
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => [left, right]),
      );
    expect(boxes.length).toBeGreaterThan(2);
    for (const [i, [left]] of boxes.slice(1).entries()) expect(left).toBeGreaterThan(boxes[i]![1]!);
  }
});

test('a route whose traces were all cut says so in place of its parts', async () => {
  const page = await visitor.open(served.url);
  await rewrite(page, (answer) => ({
    ...answer,
    routes: answer.routes.map((row) =>
      row.route === '/orders/:id'
        ? row
        : { ...row, latencyParts: { ...row.latencyParts, traced: 0, cut: 7 } },
    ),
  }));
  await visitor.go(page, served.url, 'td.latency');
  await page.getByText('all 7 traces were cut: raise traceBudget').first().waitFor();
  expect(await page.getByText('not traced yet').count()).toBe(0);
});

test('new measurements leave the request that is shown', async () => {
  const page = await visitor.open(served.url);
  let more = 0;
  const request = model.slowest.filter(({ route }) => route === '/orders/:id')[2]!;
  await page.route(/\/live$/, (route) => route.fulfill({ json: { stamp: `new ${more}` } }));
  await rewrite(page, ({ status: { fixed, ...status }, ...answer }) => ({
    ...answer,
    status: { ...status, stamp: `new ${more}` },
    slowest: [...Array(more).fill({ ...request, id: 'slower', totalMicros: 9e6 }), ...answer.slowest],
  }));
  await visitor.go(page, at({ route: orders, request: request.id }));
  await page.getByText('3 of 8').waitFor();
  more = 1;
  await page.getByText('4 of 9').waitFor();
  expect(plain(await page.getByRole('heading', { name: /^Slowest/ }).textContent())).toContain(
    duration(request.totalMicros),
  );
});

test('the time line opens when it is wanted', async () => {
  const page = await visitor.open(served.url);
  const slices = [1, 2, 3].map((second) => ({
    ...{ startMicros: second * 1e6, endMicros: second * 1e6 + 1e6 },
    ...{ requests: 1, cpuMicros: 1, p95Micros: 1 },
  }));
  await rewrite(page, (answer) => ({
    ...answer,
    history: {
      ...{ slices, versions: [], processes: [], services: ['shop'], clearedMicros: 0 },
      store: { kind: 'memory', windows: 1, bytes: 0, problems: [] },
    },
  }));
  await visitor.go(page, served.url);
  const button = page.getByRole('button', { name: 'Time line' });
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  expect(await page.locator('.time-line').count()).toBe(0);
  await button.click();
  await page.locator('.time-line').waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('true');
});

test('who is delayed by whom is told on both pages', async () => {
  const page = await visitor.open(at({ route: orders }));
  const [blamed] = model.blame.filter((row) => row.route === '/orders/:id' && row.byRoute === '/report');
  expect(await column(page, 'Is delayed by', 0)).toEqual(['GET /report', 'garbage collection']);
  expect((await column(page, 'Is delayed by', 1))[0]).toBe(duration(blamed!.micros));
  await page.getByRole('region', { name: 'Is delayed by' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'GET /report' }).waitFor();
  const delayed = await column(page, 'Delays others by', 0);
  expect(delayed[0]).toBe(orders);
  expect(delayed).toHaveLength(3);
  await page.getByText('Nobody delays it.').waitFor();
  await page.getByText(/of it CPU: a synchronous call blocks/).waitFor();
});

test('waits are a view of their own, and others are of CPU time', async () => {
  const page = await visitor.open(at({ route: orders }));
  expect(await page.getByLabel('Measure').count()).toBe(0);
  await show(page, 'Waits');
  await page.getByText('Total wait').waitFor();
  expect(await page.locator('.crumbs').textContent()).toContain(orders);
  await show(page, 'Flame graph');
  await page.getByText('Total CPU').first().waitFor();
  expect(new URL(page.url()).searchParams.has('measure')).toBe(false);
});

test('on a phone what explains comes first, and nothing is beside the screen', async () => {
  const page = await visitor.open(served.url, { viewport: { width: 390, height: 844 } });
  for (const [query, first, below] of [
    [{}, '.findings li', 600],
    [{ route: orders }, '.findings li', 600],
    // The first screen has the bar, too.
    [{ route: orders }, '.stretches.tall', 844],
  ] as const) {
    await visitor.go(page, at(query));
    const box = await page.locator(first).first().boundingBox();
    expect(box!.y + box!.height + (await page.evaluate(() => scrollY))).toBeLessThan(below);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
});

test('a saved page of a route explains it, and has no links to what it does not have', async () => {
  const path = join(folder, 'saved.html');
  const { searchParams } = new URL(at({ route: orders }));
  writeFileSync(path, await (await fetch(`${served.url}save?${searchParams}`)).text());
  const page = await visitor.open(pathToFileURL(path).href, { offline: true });
  await page.getByRole('heading', { name: orders }).waitFor();
  await page.getByRole('button', { name: 'At p95' }).click();
  await page.getByText('the mean of requests at and above p95').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('2 of 8').waitFor();
  for (const table of ['What it waits for', 'Is delayed by'])
    expect(await page.getByRole('region', { name: table }).getByRole('link').count()).toBe(0);
});
