import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { blockLength, blockVictims } from '../../../core/src/presentation/block-words.ts';
import { column, plain, useBrowser } from './browse.ts';
import { endedBlocks, serveBlocks } from './serve-blocks.ts';

const visitor = useBrowser();
const title = 'Blocks of the event loop';
const section = (page: Page) => page.getByRole('region', { name: /^Blocks of the event loop/ }).first();
const rows = (page: Page) => page.getByRole('region', { name: title, exact: true }).locator('tbody tr');

test('the one that goes on is first, and a notice; then the longest, and behind a button the others', async () => {
  const { url, model } = await serveBlocks();
  const page = await visitor.open(url);
  expect(model.blocks).toHaveLength(1 + endedBlocks);
  const lengths = model.blocks.map((row) => plain(blockLength(row)));
  expect(await column(page, title, 2)).toEqual(lengths.slice(0, 8));
  expect(lengths[0]).toBe('4.00 s, goes on');
  expect(plain(await page.getByRole('status').textContent())).toMatch(
    /The event loop of process 77 is blocked since .*, for 4\.00 s or longer, in checkMail/,
  );
  const more = section(page).getByRole('button', { name: `Show all ${1 + endedBlocks} blocks` });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => column(page, title, 2)).toEqual(lengths);
  expect(await more.count()).toBe(0);
});

test('each says by whom, in which function, and who waited; of a live one, who was in flight', async () => {
  const { url, model } = await serveBlocks();
  const page = await visitor.open(url);
  const [live, longest] = model.blocks;
  expect((await column(page, title, 0)).slice(0, 2)).toEqual([
    'one of 3 requests in flight, or the background',
    'GET /report',
  ]);
  expect((await column(page, title, 4)).slice(0, 2)).toEqual(
    [live!, longest!].map((row) => plain(blockVictims(row))),
  );
  expect((await column(page, title, 4))[0]).toBe('in flight: 2 × GET /orders/:id, POST /mail');
  expect((await column(page, title, 4))[1]).toContain(
    '2 × GET /orders/:id by ≈ 40.0 ms, POST /login by 30.0 ms',
  );
  const stack = rows(page).first().locator('details');
  expect(plain(await rows(page).first().locator('td').first().textContent())).toMatch(
    /^checkMail mail\.js:9/,
  );
  expect(await stack.locator('li').first().isVisible()).toBe(false);
  await stack.locator('summary').focus();
  await page.keyboard.press('Enter');
  await stack.locator('li').first().waitFor();
  expect((await stack.locator('li').allTextContents()).map(plain)).toEqual([
    'checkMail mail.js:5',
    'emit node:events:500',
  ]);
});

test('one of which no sample was taken says so, and not whose it was', async () => {
  const { url } = await serveBlocks();
  const page = await visitor.open(url);
  await section(page)
    .getByRole('button', { name: /^Show all/ })
    .click();
  const last = rows(page).nth(endedBlocks);
  await last.waitFor();
  expect(plain(await last.locator('th').textContent())).toBe('not known');
  expect(plain(await last.locator('td').first().textContent())).toBe('not sampled');
});

test('all that have ended are counted by their length', async () => {
  const { url, model } = await serveBlocks();
  const page = await visitor.open(url);
  const chart = page.locator('figure.chart', { hasText: 'Blocks by length' });
  expect(await chart.getByRole('img').getAttribute('aria-label')).toBe(`${endedBlocks} blocks by length`);
  await chart.locator('summary').click();
  const counts = await column(page, 'Blocks by length, as a table', 2);
  expect(counts).toEqual(model.blockLengths.count.map(String));
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(endedBlocks);
});

test('it leads to the route that held the loop, whose page has its blocks only', async () => {
  const { url } = await serveBlocks();
  const page = await visitor.open(url);
  await rows(page).nth(1).getByRole('link', { name: 'GET /report' }).click();
  await page.getByRole('heading', { name: 'GET /report' }).waitFor();
  await expect.poll(async () => [...new Set(await column(page, title, 0))]).toEqual(['GET /report']);
  // How long all blocks of the app were is not the route's.
  expect(await page.locator('figure.chart', { hasText: 'Blocks by length' }).count()).toBe(0);
  // A route that waited for blocks has them, too, and the one it is in flight in.
  await visitor.go(page, `${url}?${new URLSearchParams({ route: 'GET /orders/:id' })}`);
  expect((await column(page, title, 2))[0]).toBe('4.00 s, goes on');
});
