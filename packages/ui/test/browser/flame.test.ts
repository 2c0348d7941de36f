import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Model } from '../../src/data/model.ts';
import { useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop?.close());

const zoomOf = (page: Page): string | null => new URL(page.url()).searchParams.get('zoom');

test('a click zooms, Esc leads back, and so does the history', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  await page.locator('canvas').click({ position: { x: 200, y: 30 } });
  await page.waitForURL(/zoom=/);
  const zoom = zoomOf(page);
  expect(await page.locator('.crumbs li').count()).toBeGreaterThan(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => zoomOf(page)).toBeNull();
  expect(await page.locator('.crumbs li').count()).toBe(1);
  await page.goBack();
  await expect.poll(() => zoomOf(page)).toBe(zoom);
  await expect.poll(() => page.locator('.crumbs li').count()).toBeGreaterThan(1);
});

test('the zoom is in the address: a link shows the same', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  await page.locator('canvas').click({ position: { x: 200, y: 30 } });
  await page.waitForURL(/zoom=/);
  const crumbs = await page.locator('.crumbs').textContent();
  const other = await visitor.open(page.url());
  expect(await other.locator('.crumbs').textContent()).toBe(crumbs);
});

test('the arrows move, Enter zooms, Home leads back', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  const graph = page.getByRole('application');
  await graph.focus();
  const root = await graph.getAttribute('aria-label');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => graph.getAttribute('aria-label')).not.toBe(root);
  await page.keyboard.press('Enter');
  await page.waitForURL(/zoom=/);
  await page.keyboard.press('Home');
  await expect.poll(() => zoomOf(page)).toBeNull();
});

test('its table says what the graph and the JSON say', async () => {
  const { flame } = await shop.json<Model>({ view: 'flame' });
  const page = await visitor.open(`${shop.report}?view=flame&weight=samples`);
  await page.getByText('The graph as a table').click();
  const all = flame!.samples.reduce((sum, samples) => sum + samples, 0);
  const root = page.getByRole('region', { name: 'The graph as a table' }).locator('tbody tr').first();
  await root.waitFor();
  const total = (await root.locator('td').nth(1).textContent()) ?? '';
  expect(Number(total.replace(/\D/g, ''))).toBe(all);
});

test('`/` leads to the search, which tells its share; Esc leaves it', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  await page.keyboard.type('apps/shop');
  await page.waitForURL(/filter=apps/);
  await page.getByText(/The search matches .*% of the whole/).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.has('filter')).toBe(false);
});

test('folding is in the address', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  for (const fold of ['packages', 'node', 'app', 'invert']) {
    const button = page.locator('fieldset button').nth(['packages', 'node', 'app', 'invert'].indexOf(fold));
    await button.click();
    await page.waitForURL((url) => url.searchParams.get('fold') === fold);
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await button.click();
    await page.waitForURL((url) => !url.searchParams.has('fold'));
  }
});

test('saves itself as SVG and PNG', async () => {
  const page = await visitor.open(`${shop.report}?view=flame`);
  for (const kind of ['SVG', 'PNG']) {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save ${kind}` }).click();
    expect((await saving).suggestedFilename()).toBe(`flame.${kind.toLowerCase()}`);
  }
});
