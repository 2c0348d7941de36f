import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { column, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let folder = '';
beforeAll(async () => {
  shop = await serveShop();
  folder = await mkdtemp(join(tmpdir(), 'routeprof-'));
});
afterAll(async () => {
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

const stricter =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'";

/** What a breach would be is told by the visitor, after each test. */
test('every view keeps a stricter policy around it', async () => {
  const page = await visitor.open(shop.report);
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    const policy = `${headers['content-security-policy']}, ${stricter}`;
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': policy } });
  });
  await page.reload();
  for (const view of ['Flame graph', 'Functions', 'Overview']) await show(page, view);
});

async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
  await page.locator('#app main canvas, #app main table').first().waitFor();
}

test('needs no data: URL, which many policies forbid', async () => {
  const html = await (await fetch(shop.report, { headers: { accept: 'text/html' } })).text();
  expect(html).not.toContain('href="data:');
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
});

test('without JavaScript the tables of the server show', async () => {
  const page = await visitor.open(shop.report, { javaScriptEnabled: false });
  await page.locator('#server table').waitFor();
  expect(await page.locator('#app').isVisible()).toBe(false);
  expect(await page.locator('#server').textContent()).toContain('/shop/api/search');
});

test('what a browser loads first is at most 60 kB', async () => {
  const html = await (await fetch(shop.report, { headers: { accept: 'text/html' } })).text();
  const assets = [...html.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, asset]) => asset!);
  expect(assets.length).toBeGreaterThanOrEqual(2);
  let bytes = 0;
  for (const asset of assets)
    bytes += gzipSync(await (await fetch(new URL(asset, shop.report))).text()).byteLength;
  expect(bytes).toBeLessThanOrEqual(60_000);
});
