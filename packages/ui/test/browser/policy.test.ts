import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { formatDuration } from '../../src/shared.ts';
import { column, patient, plain, show, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let folder = '';
beforeAll(async () => {
  shop = await serveShop({ windowMillis: 1_000 });
  folder = await mkdtemp(join(tmpdir(), 'routeprof-'));
});
afterAll(async () => {
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

const stricter =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'";

/** The visitor reports breaches, after each test. */
test('every view keeps a stricter policy around it', async () => {
  const page = await visitor.open(shop.report);
  await page.route('**/*', async (route) => {
    const response = await route.fetch(patient);
    const headers = response.headers();
    const policy = `${headers['content-security-policy']}, ${stricter}`;
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': policy } });
  });
  await page.reload();
  for (const view of ['Flame graph', 'Functions', 'Overview']) await show(page, view);
  await show(page, 'Functions');
  await page.getByLabel('Search functions').fill('apps/shop');
  await page.locator('#app tbody th a').first().click();
  await page.locator('.pivot-middle a').first().click();
  await page.locator('.source .marked').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
});

test('a violation of the policy is detected', async () => {
  visitor.expectFault(/policy: script-src/);
  visitor.expectFault(/console: .*Content Security Policy/);
  const page = await visitor.open(shop.report);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('securitypolicyviolation', () => resolve(undefined));
        const script = document.createElement('script');
        script.textContent = '0';
        document.head.append(script);
      }),
  );
});

test('nothing is inline: no script, style or handler is in the HTML', async () => {
  for (const view of ['routes', 'functions', 'flame', 'callers']) {
    const answer = await fetch(`${shop.report}?view=${view}`, { headers: { accept: 'text/html' } });
    const html = await answer.text();
    expect(html).toContain('</html>');
    expect(html).not.toMatch(/<style|data:|<script(?![^>]* src=)|<[^>]* (style|on\w+)=|javascript:/i);
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
  }
});

test('the saved file opens offline and shows the same', async () => {
  const live = await visitor.open(shop.report);
  const saving = live.waitForEvent('download');
  await live.getByText('Download', { exact: true }).click();
  await live.getByRole('link', { name: 'This page, as one HTML file' }).click();
  const path = join(folder, 'saved.html');
  await (await saving).saveAs(path);
  const saved = await visitor.open(pathToFileURL(path).href, { offline: true });
  for (const index of [0, 3, 6, 9])
    expect(await column(saved, 'Routes', index)).toEqual(await column(live, 'Routes', index));
  await show(saved, 'Functions');
  await show(live, 'Functions');
  expect(await column(saved, 'Functions', 4)).toEqual(await column(live, 'Functions', 4));
  await show(saved, 'Flame graph');
  await saved.locator('canvas').click({ position: { x: 200, y: 30 } });
  await expect.poll(() => saved.locator('.crumbs li').count()).toBe(2);
  expect(await saved.getByRole('button', { name: 'Pause' }).count()).toBe(0);
});

const savedPage = async (query = ''): Promise<string> => (await fetch(`${shop.report}save${query}`)).text();

test('a saved page has no links to routes that it does not have', async () => {
  const route = 'GET /shop/api/search';
  const path = join(folder, 'route.html');
  await writeFile(path, await savedPage(`?${new URLSearchParams({ route })}`));
  const page = await visitor.open(`${pathToFileURL(path).href}?route=other`, { offline: true });
  for (const name of ['Routes', 'Where the time goes'])
    expect(await page.getByRole('region', { name }).locator('tbody a, li a').count()).toBe(0);
  expect(plain(await page.locator('#app tr.chosen th').textContent())).toBe(route);
  await show(page, 'Functions');
  expect(plain(await page.locator('.scope').textContent())).toContain(route);
});

test('a saved page starts where it was saved, and has what was seen there', async () => {
  const { functions } = await shop.json<ReportModel>({ view: 'functions', filter: 'apps/shop' });
  const { id = '', name = '' } = functions.find(({ file }) => file.endsWith('.ts'))!;
  const open = async (query: Readonly<Record<string, string>>): Promise<Page> => {
    const path = join(folder, 'start.html');
    await writeFile(path, await savedPage(`?${new URLSearchParams(query)}`));
    return await visitor.open(pathToFileURL(path).href, { offline: true });
  };
  const list = await open({ view: 'functions', filter: 'apps/shop', sort: 'name', theme: 'dark' });
  expect(await list.getByLabel('Search functions').inputValue()).toBe('apps/shop');
  expect(await list.locator('#app th[aria-sort=ascending]').textContent()).toContain('Function');
  expect(await list.locator('html').getAttribute('data-theme')).toBe('dark');
  await list.getByLabel('Search functions').fill('/apps|router/');
  await list.getByRole('alert').getByText('A saved page searches for text only').waitFor();
  expect(await list.getByRole('region', { name: 'Functions' }).count()).toBe(0);
  // Its links lead to what it has: the calls of any function, and routes in its flame graph.
  await list.getByLabel('Search functions').fill('apps/shop');
  await list.getByRole('link', { name, exact: true }).first().click();
  await list.locator('.pivot-middle').waitFor();
  const chosen = new URL(list.url()).searchParams.get('function') ?? '';
  const { pivot: measured } = await shop.json<ReportModel>({ view: 'pivot', function: chosen });
  const calls = [...measured!.callers, ...measured!.callees].map((row) =>
    plain(formatDuration(row.totalCpuMicros)),
  );
  const seen = await column(list, 'Callers and callees', 2);
  expect(seen.filter((text) => text !== '')).toHaveLength(calls.length + 1);
  expect(seen).toEqual(expect.arrayContaining(calls));
  expect(await list.locator('.pivot-middle').getByRole('link').count()).toBe(0);
  await show(list, 'Overview');
  expect(await list.locator('.plot .lane').count()).toBe(3);
  expect(await list.locator('.part-bar').locator('input, button, .handle').count()).toBe(0);
  await list.getByRole('link', { name: 'GET /shop/api/search' }).click();
  await expect
    .poll(() => list.locator('.crumbs li').allTextContents())
    .toEqual(['whole app', 'GET /shop/api/search']);
  const graph = await open({ view: 'flame', root: id, weight: 'samples' });
  expect(await graph.locator('.crumbs').textContent()).toContain(`All calls of ${name}`);
  expect(await graph.getByLabel('Width').inputValue()).toBe('samples');
  const pivot = await open({ view: 'pivot', function: id });
  expect(await pivot.locator('.pivot-middle h2').textContent()).toBe(name);
  await pivot.locator('.pivot-middle a').click();
  await pivot.locator('.source .marked').waitFor();
  await pivot.goBack();
  await pivot.locator('.pivot-middle').waitFor();
});

test('a saved page works in a sandbox, where it has no history', async () => {
  const page = await visitor.open(shop.report);
  const body = await savedPage();
  await page.route(/\/sandboxed$/, (answer) =>
    answer.fulfill({
      body,
      contentType: 'text/html',
      headers: { 'content-security-policy': 'sandbox allow-scripts' },
    }),
  );
  await visitor.go(page, `${shop.report}sandboxed`);
  expect(await page.evaluate(() => origin)).toBe('null');
  await show(page, 'Functions');
  await page.getByRole('region', { name: 'Functions' }).waitFor();
});

test('without JavaScript the report shows as text, with links to other views', async () => {
  const page = await visitor.blank({ javaScriptEnabled: false });
  await visitor.go(page, shop.report, 'noscript pre');
  expect(await page.locator('#app').textContent()).not.toContain('/shop/api/search');
  expect(await page.locator('noscript pre').textContent()).toContain('/shop/api/search');
  await page.getByRole('link', { name: 'functions' }).click();
  await page.locator('noscript pre', { hasText: 'Functions, by self CPU' }).waitFor();
});

test('a script that does not load leaves a line that leads to the text', async () => {
  visitor.expectFault(/Failed to load resource/);
  const page = await visitor.blank();
  await page.route(/\/page-.*\.js$/, (route) => route.abort());
  await visitor.go(page, `${shop.report}?view=functions`, '.late');
  const link = page.getByRole('link', { name: 'Show the report as text' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('?view=functions&format=text');
});

test('the first load of a browser is at most 60 kB, compressed', async () => {
  const page = await visitor.blank();
  // Scripts of other views come after it. They are held back, so that the first view is seen to need none.
  await page.route(/\/part-/, () => {});
  const loaded: Response[] = [];
  page.on('response', (response) => {
    if (!/format=json|favicon/.test(response.url())) loaded.push(response);
  });
  await visitor.go(page, shop.report, '[aria-label=Routes]');
  expect(loaded.length).toBeGreaterThanOrEqual(3);
  const bodies = await Promise.all(loaded.map((response) => response.body()));
  const bytes = bodies.map((body) => gzipSync(body, { level: 9 }).byteLength);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(60_000);
});
