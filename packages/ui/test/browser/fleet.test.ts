import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { column, plain, useBrowser } from './browse.ts';
import { canaries, hosts, instanceOf, instances, outlier, serveFleet, serveOutlier } from './serve-fleet.ts';

const visitor = useBrowser();
const title = 'Processes';
const section = (page: Page) => page.getByRole('region', { name: /^Processes/ }).first();
const searchOf = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

const baseline = async (page: Page): Promise<string> =>
  plain(await page.getByRole('definition').first().textContent());

test('of 40 processes the latest are there, and behind a button all of them', async () => {
  const page = await visitor.open(await serveFleet());
  expect(await column(page, title, 0)).toEqual(
    Array.from({ length: 10 }, (_, i) => instances - 1 - i).map((i) => `pid ${100 + i} ${instanceOf(i)}`),
  );
  await section(page)
    .getByRole('button', { name: `Show all ${instances} processes` })
    .click();
  await expect.poll(async () => (await column(page, title, 0)).length).toBe(instances);
  expect(new Set(await column(page, title, 1))).toEqual(
    new Set(Array.from({ length: hosts }, (_, i) => `web-${i}`)),
  );
  const versions = await column(page, title, 2);
  expect(versions.filter((version) => version === '2.5.0')).toHaveLength(canaries);
  const requests = (await column(page, title, 3)).map(Number);
  expect(requests).toEqual([...requests].sort((a, b) => b - a));
  expect(new Set(requests).size).toBe(instances);
});

test('a process or a host is chosen there, and given up', async () => {
  const page = await visitor.open(await serveFleet());
  await section(page).getByRole('link', { name: 'pid 139' }).click();
  await expect.poll(() => searchOf(page).get('process')).toBe(instanceOf(39));
  await expect
    .poll(async () => plain(await page.getByRole('combobox', { name: 'Process' }).inputValue()))
    .toBe(instanceOf(39));
  await section(page).getByRole('link', { name: 'pid 139' }).click();
  await expect.poll(() => searchOf(page).get('process')).toBeNull();
  await section(page).getByRole('link', { name: 'web-3' }).first().click();
  await expect.poll(() => searchOf(page).get('host')).toBe('web-3');
  await page.getByRole('combobox', { name: 'Host' }).selectOption('');
  await expect.poll(() => searchOf(page).get('host')).toBeNull();
});

test('a process is compared with the one that is chosen', async () => {
  const page = await visitor.open(`${await serveFleet()}?process=${instanceOf(30)}`);
  const row = section(page).locator('tbody tr').nth(1);
  await row.getByRole('link', { name: 'with the chosen one' }).click();
  await expect.poll(() => searchOf(page).get('base')).toBe(`process:${instanceOf(30)}`);
  expect(searchOf(page).get('process')).toBe(instanceOf(38));
  await expect.poll(() => baseline(page)).toMatch(/^shop 2\.5\.0/);
});

test('a process that costs more than the others is named, marked, and chosen by its name', async () => {
  const page = await visitor.open(await serveOutlier());
  const named = page.getByRole('region', { name: 'Processes that cost more than the others' });
  const sentences = await named.getByRole('listitem').locator('p:first-child').allTextContents();
  expect(sentences.map(plain)).toEqual([
    expect.stringMatching(
      /^Process 117 on web-1 spends 2\.0× \(1\.\d to 2\.\d\) the CPU per request of the other 39 on GET \/r2, 8\.\d+ ms instead of 4\.\d+ ms\.$/,
    ),
  ]);
  expect((await column(page, title, 0)).slice(0, 2)).toEqual([
    `pid ${100 + outlier} ${instanceOf(outlier)}`,
    `pid 100 ${instanceOf(0)}`,
  ]);
  expect((await column(page, title, 6)).slice(0, 2)).toEqual(['2.0× CPU on GET /r2', '']);
  await named.getByRole('link', { name: 'GET /r2' }).click();
  await expect.poll(() => searchOf(page).get('route')).toBe('GET /r2');
  await page.goBack();
  await named.getByRole('link', { name: `Process ${100 + outlier}` }).click();
  await expect.poll(() => searchOf(page).get('process')).toBe(instanceOf(outlier));
  await expect.poll(() => named.count()).toBe(0);
});

test('where no process costs more than the others, nothing is said', async () => {
  const page = await visitor.open(await serveFleet());
  expect(await column(page, title, 0)).toHaveLength(10);
  expect(await page.getByRole('region', { name: 'Processes that cost more' }).count()).toBe(0);
  expect(await page.getByRole('columnheader', { name: 'Against the others' }).count()).toBe(0);
});
