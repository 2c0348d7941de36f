import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { column, plain, useBrowser } from './browse.ts';
import { canaries, hosts, instances, serveFleet } from './serve-fleet.ts';

const visitor = useBrowser();
const title = 'Processes';
const section = (page: Page) => page.getByRole('region', { name: /^Processes/ }).first();
const searchOf = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

const baseline = async (page: Page): Promise<string> =>
  plain(await page.getByRole('definition').first().textContent());

test('of 40 processes the latest are there, and behind a button all of them', async () => {
  const page = await visitor.open(await serveFleet());
  expect(await column(page, title, 0)).toEqual(
    Array.from({ length: 10 }, (_, i) => `pid ${100 + instances - 1 - i} i${instances - 1 - i}`),
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
  await expect.poll(() => searchOf(page).get('process')).toBe('i39');
  await expect
    .poll(async () => plain(await page.getByRole('combobox', { name: 'Process' }).inputValue()))
    .toBe('i39');
  await section(page).getByRole('link', { name: 'pid 139' }).click();
  await expect.poll(() => searchOf(page).get('process')).toBeNull();
  await section(page).getByRole('link', { name: 'web-3' }).first().click();
  await expect.poll(() => searchOf(page).get('host')).toBe('web-3');
  await page.getByRole('combobox', { name: 'Host' }).selectOption('');
  await expect.poll(() => searchOf(page).get('host')).toBeNull();
});

test('a process is compared with the one that is chosen', async () => {
  const page = await visitor.open(`${await serveFleet()}?process=i30`);
  const row = section(page).locator('tbody tr').nth(1);
  await row.getByRole('link', { name: 'with the chosen one' }).click();
  await expect.poll(() => searchOf(page).get('base')).toBe('process:i30');
  expect(searchOf(page).get('process')).toBe('i38');
  await expect.poll(() => baseline(page)).toMatch(/^shop 2\.5\.0/);
});
