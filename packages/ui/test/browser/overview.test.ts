import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { percent } from '../../src/parts/share-bar.tsx';
import { formatCount, formatDuration, formatShare, plural, shareOf } from '../../src/shared.ts';
import { routeName } from '../../src/text/names.ts';
import { column, plain, rewrite, show, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let model: ReportModel;
beforeAll(async () => {
  shop = await serveShop();
  model = await shop.json<ReportModel>({ view: 'routes', limit: '2000' });
});
afterAll(() => shop?.close());

const count = (number: number): string => plain(formatCount(number));
const duration = (micros: number): string => plain(formatDuration(micros));

/** The names and values of a list of pairs. */
async function pairs(page: Page, list: string): Promise<Record<string, string>> {
  const found = await page
    .locator(`${list} div`)
    .evaluateAll((all) =>
      all.map((one) => [one.querySelector('dt')?.textContent, one.querySelector('dd')?.textContent]),
    );
  return Object.fromEntries(found.map(([name, value]) => [plain(name ?? ''), plain(value ?? '')]));
}

/** Height and words of each bar of a chart. */
function bars(
  page: Page,
  title: RegExp,
): Promise<{ readonly height: string | null; readonly says: string }[]> {
  return page
    .locator('figure', { hasText: title })
    .locator('rect')
    .evaluateAll((all) =>
      all.map((bar) => ({
        height: bar.getAttribute('height'),
        says: (bar.textContent ?? '').replace(/\s+/g, ' '),
      })),
    );
}

test('the routes are those of the JSON, with its figures', async () => {
  const { routes } = model;
  const page = await visitor.open(shop.report);
  expect(routes.length).toBeGreaterThan(2);
  expect(await column(page, 'Routes', 0)).toEqual(routes.map(routeName));
  const figures: readonly (readonly [index: number, of: (row: ReportModel['routes'][number]) => string])[] = [
    [2, (row) => formatShare(row.cpuShare)],
    [3, (row) => duration(row.cpuMicros)],
    [4, (row) => duration(row.cpuPerRequestMicros)],
    [5, (row) => duration(row.wallMicros)],
    [6, (row) => duration(row.gcMicros)],
    [7, (row) => count(row.samples)],
    [8, (row) => count(row.requests)],
    [9, (row) => count(row.statusClasses[3] ?? 0)],
    [10, (row) => count(row.errors)],
    [11, (row) => duration(row.latencyMicros.p50)],
    [12, (row) => duration(row.latencyMicros.p95)],
    [13, (row) => duration(row.latencyMicros.p99)],
    [14, (row) => duration(row.latencyMicros.max)],
  ];
  for (const [index, of] of figures)
    expect(await column(page, 'Routes', index)).toEqual(routes.map((row) => plain(of(row))));
});

test('the strip and the bar of the loop have the figures of the JSON', async () => {
  const { totals, sources, status } = model;
  const page = await visitor.open(shop.report);
  expect(await pairs(page, '.strip')).toMatchObject({
    Process: `pid ${sources[0]?.pid}, Node ${sources[0]?.node}`,
    Engine: `${status.engine}, ${status.rate} Hz`,
    Measured: duration(totals.elapsedMicros),
    Requests: count(totals.requests),
    Errors: count(totals.errors),
    CPU: plain(
      `${formatDuration(totals.cpuMicros)}, ${formatShare(shareOf(totals.cpuMicros, totals.elapsedMicros))} of a core`,
    ),
    Samples: count(totals.samples),
    'Profiler’s own cost': `${formatShare(shareOf(totals.profilerMicros, totals.elapsedMicros))} of the time`,
  });
  expect(await page.locator('#app h1').textContent()).toContain(sources[0]?.service);
  const parts = [
    ['Routes', totals.routesMicros],
    ['Background', totals.backgroundMicros],
    ['Garbage collection', totals.gcMicros],
    ['Profiler', totals.profilerMicros],
    ['Idle', totals.idleMicros],
  ] as const;
  const whole = parts.reduce((sum, [, micros]) => sum + micros, 0);
  const entries = await page.locator('.loop-time li').allTextContents();
  expect(entries.map(plain)).toEqual(
    parts.map(([name, micros]) =>
      plain(`${name} ${formatShare(shareOf(micros, whole))} ${formatDuration(micros)}`),
    ),
  );
  const widths = await page
    .locator('.stack rect')
    .evaluateAll((all) => all.map((part) => part.getAttribute('width')));
  expect(widths).toEqual(parts.map(([, micros]) => `${percent(shareOf(micros, whole))}%`));
});

test('the histogram and the time line are those of the JSON, of the app and of a route', async () => {
  const page = await visitor.open(shop.report);
  for (const route of ['', 'GET /shop/api/search']) {
    if (route !== '') await page.locator('.route select').selectOption(route);
    const { latency, activity } = await shop.json<ReportModel>({ view: 'routes', route });
    const most = Math.max(...latency!.count);
    expect(most).toBeGreaterThan(0);
    await expect
      .poll(() => bars(page, /^Latency/))
      .toEqual(
        latency!.count.map((value, index) => ({
          height: `${percent(value / most)}%`,
          says: plain(
            `${formatDuration(latency!.lowerMicros[index]!)} to ${formatDuration(latency!.upperMicros[index]!)}: ${plural(value, 'request')}`,
          ),
        })),
      );
    // Rates of less than half a second are told as of half a second.
    const shareIn = (one: (typeof activity & {})[number]): number =>
      shareOf(one.cpuMicros, Math.max(500_000, one.endMicros - one.startMicros));
    const highest = Math.max(...activity!.map(shareIn));
    const seen = await bars(page, /^CPU.* over time/);
    expect(seen.length).toBe(activity!.length);
    for (const [index, one] of activity!.entries()) {
      const share = shareIn(one);
      expect(seen[index]!.height).toBe(`${percent(share / highest)}%`);
      expect(seen[index]!.says).toContain(
        plain(`CPU ${formatShare(share)}, ${plural(one.requests, 'request')}`),
      );
    }
  }
});

test('a sparkline has a bar for each slice with CPU, against the highest', async () => {
  const second = 1_000_000;
  // The last slice is twice as long: the same CPU is half as high there.
  const lengths = [second, second, second, 2 * second];
  const slices = lengths.map((length, i) => {
    const startMicros = lengths.slice(0, i).reduce((sum, one) => sum + one, 1e15);
    return { startMicros, endMicros: startMicros + length, requests: 1, cpuMicros: 1, p95Micros: 1 };
  });
  const activity = [0, 250, 1000, 1000];
  const page = await visitor.open(shop.report);
  await rewrite(page, (answer) => ({
    ...answer,
    activity: slices,
    routes: answer.routes.map((row) => ({ ...row, activity })),
  }));
  await visitor.go(page, shop.report);
  const path = page.locator('#app .spark path').first();
  await path.waitFor();
  const heights = [...((await path.getAttribute('d')) ?? '').matchAll(/v-([\d.]+)/g)].map(([, one]) =>
    Number(one),
  );
  const highest = Math.max(...heights);
  expect(heights.map((height) => height / highest)).toEqual([0.25, 1, 0.5]);
});

test('each head sorts, costs from the highest and names from A', async () => {
  const page = await visitor.open(shop.report);
  const orders: readonly (readonly [
    head: string,
    sort: string,
    of: (row: ReportModel['routes'][number]) => number,
  ])[] = [
    ['Requests', 'requests', (row) => row.requests],
    ['p99', 'p99', (row) => row.latencyMicros.p99],
    ['On the loop', 'wall', (row) => row.wallMicros],
    ['Samples', 'samples', (row) => row.samples],
  ];
  for (const [head, sort, of] of orders) {
    await page.getByRole('columnheader', { name: head }).getByRole('link').click();
    await page.waitForURL(`**/?sort=${sort}`);
    await expect.poll(() => page.locator('#app th[aria-sort=descending]').textContent()).toContain(head);
    const names = await column(page, 'Routes', 0);
    const values = names.map((name) => of(model.routes.find((row) => routeName(row) === name)!));
    expect(values).toEqual(model.routes.map(of).sort((a, b) => b - a));
  }
});

test('sort and search are in the address, and back and forward restore them', async () => {
  const page = await visitor.open(shop.report);
  const byCpu = await column(page, 'Routes', 0);
  await page.getByRole('columnheader', { name: 'Route' }).getByRole('link').click();
  await page.waitForURL('**/?sort=route');
  const pathOf = (name: string): string => name.replace(/^[A-Z]+ /, '');
  const byName = byCpu.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  await expect.poll(() => column(page, 'Routes', 0)).toEqual(byName);
  await page.getByLabel('Search routes').fill('search');
  await page.waitForURL('**/?sort=route&filter=search');
  await expect
    .poll(() => column(page, 'Routes', 0))
    .toEqual(byName.filter((name) => name.includes('search')));
  await page.goBack();
  await expect.poll(() => column(page, 'Routes', 0)).toEqual(byCpu);
  await page.goForward();
  await expect.poll(() => page.getByLabel('Search routes').inputValue()).toBe('search');
  expect(await page.locator('#app th[aria-sort]').textContent()).toContain('Route');
});

test('a click on a route limits every view to it', async () => {
  const page = await visitor.open(shop.report);
  const name = 'GET /shop/api/search';
  await page.getByRole('region', { name: 'Routes' }).getByRole('link', { name }).click();
  await page.waitForURL((url) => url.searchParams.get('route') === name);
  const { scope } = await shop.json<ReportModel>({ view: 'functions', route: name });
  const whole = await shop.json<ReportModel>({ view: 'functions' });
  expect(scope.samples).toBeLessThan(whole.scope.samples);
  for (const [view, seen] of [
    ['Flame graph', 'canvas'],
    ['Functions', 'table'],
    ['Overview', 'tr.chosen'],
  ] as const) {
    await show(page, view);
    await page.locator(`#app main ${seen}`).first().waitFor();
    expect(new URL(page.url()).searchParams.get('route')).toBe(name);
    expect(await page.locator('.route select').inputValue()).toBe(name);
  }
  await show(page, 'Functions');
  const { functions } = await shop.json<ReportModel>({ view: 'functions', route: name, limit: '2000' });
  await expect
    .poll(() => column(page, 'Functions', 4))
    .toEqual(functions.slice(0, 200).map((row) => duration(row.selfCpuMicros)));
  await page.getByRole('link', { name: 'Whole app' }).click();
  await page.waitForURL((url) => !url.searchParams.has('route'));
});

test('a part of the loop’s time leads to its functions', async () => {
  const page = await visitor.open(shop.report);
  await page.locator('.loop-time').getByRole('link', { name: 'Background' }).click();
  await page.waitForURL(
    ({ searchParams }) =>
      searchParams.get('view') === 'functions' && searchParams.get('route') === '(background)',
  );
  await page.getByRole('region', { name: 'Functions' }).waitFor();
});

test('the charts are tables, too', async () => {
  const page = await visitor.open(shop.report);
  const { latency } = await shop.json<ReportModel>({ view: 'routes' });
  await page.getByText('As a table: Latency').click();
  await expect
    .poll(() => column(page, 'Latency, as a table', 2))
    .toEqual(latency!.count.map((count) => plain(formatCount(count))));
  await page.getByText('As a table: CPU').click();
  await expect.poll(() => column(page, 'CPU over time, as a table', 1)).not.toEqual([]);
});
