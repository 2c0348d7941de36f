import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileReport } from '../../../core/src/tools/index.ts';
import { pageAssets } from '../../../core/src/web/generated/page-assets.ts';
import { tracedWindow } from '../../../core/test/fixtures/traced-window.ts';
import { type ServedReport, serveReport } from '../../../routeprof/src/open/serve-report.ts';
import { show, useBrowser } from './browse.ts';

const visitor = useBrowser();
const orders = 'GET /orders/:id';
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'routeprof-later-'));
let served: ServedReport;
/** A function whose file is there. */
let id = '';
beforeAll(async () => {
  const code = Array.from({ length: 20 }, (_, index) => `// line ${index + 1}`);
  writeFileSync(join(folder, 'app.js'), code.join('\n'));
  const report = createFileReport(tracedWindow(folder));
  served = await serveReport(report, 0);
  const { functions } = await report.ask(new URLSearchParams({ view: 'functions' }));
  id = functions.find(({ file }) => file === 'app.js')?.id ?? '';
});
afterAll(async () => {
  await served?.close();
  rmSync(folder, { recursive: true });
});

const at = (query: Readonly<Record<string, string>>): string => `${served.url}?${new URLSearchParams(query)}`;
const state = (page: Page) => page.locator('#app main .state');
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });

test.each([
  ['the overview', () => ({ view: 'routes' }), '[aria-label=Routes]'],
  ['a route', () => ({ route: orders }), '.route-page'],
  ['the flame graph', () => ({ view: 'flame' }), 'canvas'],
  ['functions', () => ({ view: 'functions' }), '[aria-label=Functions]'],
  ['callers and callees', () => ({ view: 'pivot', function: id }), '.pivot-middle'],
  ['code', () => ({ view: 'source', function: id }), '.source'],
  ['a comparison', () => ({ view: 'compare', base: '..' }), '.answer'],
])('%s opens by its address', async (_, query, seen) => {
  const page = await visitor.open(at(query()));
  await page.locator(`#app main ${seen}`).first().waitFor();
});

test('views open by a click, also before their scripts have come', async () => {
  const page = await visitor.blank();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/part-/, async (route) => {
    await released;
    await route.continue();
  });
  await visitor.go(page, served.url, '[aria-label=Routes]');
  await tab(page, 'Functions').click();
  await state(page).getByText('Loading…').waitFor();
  expect(await page.locator('.scope').isVisible()).toBe(true);
  release();
  await page.getByRole('region', { name: 'Functions' }).waitFor();
  await page.locator('#app tbody th a').first().click();
  await page.locator('.pivot-middle').waitFor();
  await show(page, 'Flame graph');
  await show(page, 'Overview');
  await page.getByRole('region', { name: 'Routes' }).getByRole('link', { name: orders }).click();
  await page.locator('.route-page').waitFor();
});

test('the scripts of all views come after the first view, so that they open at once', async () => {
  const page = await visitor.blank();
  await visitor.go(page, served.url, '[aria-label=Routes]');
  // All but what saved pages alone need.
  const wanted = pageAssets.files.filter(({ name }) => /^part-(?!saved-)/.test(name));
  expect(wanted.length).toBeGreaterThan(5);
  const loaded = (): Promise<string> =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(),
    );
  for (const { name } of wanted) await expect.poll(loaded).toContain(`/assets/${name}`);
  await page.route(/\/part-/, (route) => route.abort());
  await tab(page, 'Functions').click();
  await page.getByRole('region', { name: 'Functions' }).waitFor();
  await tab(page, 'Flame graph').click();
  await page.locator('#app main canvas').waitFor();
});

test.each([
  ['an app with scripts of other names', 404],
  ['an app that does not answer', undefined],
])('%s: says that the script did not load, and how to go on', async (_, status) => {
  visitor.expectFault(/Failed to load resource/);
  const page = await visitor.blank();
  await page.route(/\/part-functions-/, (route) =>
    status === undefined ? route.abort() : route.fulfill({ status, body: 'The report has no such page.\n' }),
  );
  await visitor.go(page, served.url, '[aria-label=Routes]');
  await tab(page, 'Functions').click();
  await state(page).getByText('This view’s script did not load.').waitFor();
  const text = await state(page).getByRole('link', { name: 'Show the report as text' }).getAttribute('href');
  expect(await (await fetch(new URL(text ?? '', served.url))).text()).toContain('Functions, by self CPU');
  // The others still work.
  await show(page, 'Flame graph');
  await tab(page, 'Functions').click();
  await page.unroute(/\/part-functions-/);
  await state(page).getByRole('button', { name: 'Reload the page' }).click();
  await page.getByRole('region', { name: 'Functions' }).waitFor();
});
