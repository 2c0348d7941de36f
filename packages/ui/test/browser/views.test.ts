import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Model } from '../../src/data/model.ts';
import { formatCount, formatDuration, formatShare, shareOf, thinSpace } from '../../src/shared.ts';
import { functionName, routeName } from '../../src/text/names.ts';
import { column, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop?.close());

/** Spaces of any width are one: a browser may break lines at them. */
const plain = (text: string): string => text.replace(/\s+/g, ' ');

test('the routes are those of the JSON, with its figures', async () => {
  const { routes, totals } = await shop.json<Model>({ view: 'routes', limit: '2000' });
  const page = await visitor.open(shop.report);
  expect(routes.length).toBeGreaterThan(2);
  expect(await column(page, 'Routes', 0)).toEqual(routes.map(routeName));
  expect(await column(page, 'Routes', 3)).toEqual(routes.map((row) => plain(formatDuration(row.cpuMicros))));
  expect(await column(page, 'Routes', 6)).toEqual(
    routes.map((row) => plain(formatCount(row.requests, thinSpace))),
  );
  expect(await column(page, 'Routes', 9)).toEqual(
    routes.map((row) => plain(formatDuration(row.latencyMicros.p95))),
  );
  const strip = plain((await page.locator('.strip').textContent()) ?? '');
  expect(strip).toContain(plain(formatCount(totals.samples, thinSpace)));
  expect(strip).toContain(formatShare(shareOf(totals.profilerMicros, totals.elapsedMicros)));
  const bar = await page.locator('.stack').getAttribute('aria-label');
  expect(bar).toContain(`Routes ${formatShare(shareOf(totals.routesMicros, totals.elapsedMicros))}`);
  expect(await page.locator('#server').isHidden()).toBe(true);
});

test('the functions are those of the JSON, with its figures', async () => {
  const { functions } = await shop.json<Model>({ view: 'functions', limit: '2000' });
  const page = await visitor.open(`${shop.report}?view=functions`);
  const names = await page.locator('#app tbody th bdi:first-child').allInnerTexts();
  const shown = functions.slice(0, 200);
  expect(await column(page, 'Functions', 4)).toEqual(
    shown.map((row) => plain(formatDuration(row.selfCpuMicros))),
  );
  expect(names.sort()).toEqual(expect.arrayContaining(shown.slice(0, 20).map(functionName)));
});

test('a function leads to its callers and callees, and to its source', async () => {
  const page = await visitor.open(`${shop.report}?view=functions&filter=apps/shop`);
  const first = page.locator('#app tbody th a').first();
  const name = (await first.textContent()) ?? '';
  await first.click();
  await page.locator('.pivot-middle').waitFor();
  expect(await page.locator('.pivot-middle h2').textContent()).toBe(name);
  const id = new URL(page.url()).searchParams.get('function') ?? '';
  const { pivot } = await shop.json<Model>({ view: 'pivot', function: id });
  expect(plain((await page.locator('.pivot-middle td').nth(1).textContent()) ?? '')).toBe(
    plain(formatDuration(pivot!.function.totalCpuMicros)),
  );
  await page.locator('.pivot-middle a').first().click();
  await page.locator('.source .marked').waitFor();
  const { source } = await shop.json<Model>({ view: 'source', function: id });
  expect(source).toHaveProperty('lines');
  const { lines, firstLine, functionLine } = source as Extract<Model['source'], { lines: unknown }>;
  const marked = (await page.locator('.source .marked code').textContent()) ?? '';
  expect(marked.trim()).toBe(lines[functionLine - firstLine]!.trim());
});

test('a click on a route scopes every view to it', async () => {
  const page = await visitor.open(shop.report);
  const link = page
    .getByRole('region', { name: 'Routes' })
    .locator('tbody th a', { hasText: 'search' })
    .first();
  const name = (await link.textContent()) ?? '';
  await link.click();
  await page.waitForURL((url) => url.searchParams.get('route') === name);
  const { scope } = await shop.json<Model>({ view: 'functions', route: name });
  const whole = (await shop.json<Model>({ view: 'functions' })).scope;
  expect(scope.samples).toBeLessThan(whole.samples);
  for (const [view, seen] of [
    ['Flame graph', 'canvas'],
    ['Functions', 'table'],
    ['Overview', 'tr.chosen'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await page.locator(`#app main ${seen}`).first().waitFor();
    expect(new URL(page.url()).searchParams.get('route')).toBe(name);
    expect(await page.locator('.route select').inputValue()).toBe(name);
  }
});

test('sort and search are in the address, and back and forward restore them', async () => {
  const page = await visitor.open(shop.report);
  const byCpu = await column(page, 'Routes', 0);
  await page.getByRole('columnheader', { name: 'Route' }).getByRole('link').click();
  await page.waitForURL('**/?sort=route');
  const byName = await column(page, 'Routes', 0);
  const pathOf = (name: string): string => name.replace(/^[A-Z]+ /, '');
  expect(byName.map(pathOf)).toEqual([...byName.map(pathOf)].sort());
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
