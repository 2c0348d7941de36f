import { afterEach, beforeEach, expect, test } from 'vitest';
import { column, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
beforeEach(async () => {
  shop = await serveShop({ pause: false });
});
afterEach(() => shop?.close());

interface Live {
  readonly paused: boolean;
  readonly requests: number;
}

const live = async (): Promise<Live> => (await fetch(`${shop.report}live`)).json() as Promise<Live>;

test('pauses and resumes', async () => {
  const page = await visitor.open(shop.report);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused: nothing is being recorded.').waitFor();
  expect((await live()).paused).toBe(true);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  expect((await live()).paused).toBe(false);
});

test('clears when that is confirmed, and not before', async () => {
  const page = await visitor.open(shop.report);
  const before = (await live()).requests;
  const dialog = page.getByRole('dialog', { name: 'Clear the measurements?' });
  await page.getByRole('button', { name: 'Clear' }).click();
  await dialog.getByRole('button', { name: 'Keep them' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await live()).requests).toBe(before);
  await page.getByRole('button', { name: 'Clear' }).click();
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(async () => (await live()).requests).toBe(0);
  await expect.poll(() => column(page, 'Routes', 0)).toEqual([]);
});

test('new measurements come by themselves, and the place is kept', async () => {
  const page = await visitor.open(`${shop.report}?sort=route&filter=search`);
  const [before] = await column(page, 'Routes', 6);
  await shop.load();
  await expect.poll(async () => (await column(page, 'Routes', 6))[0], { timeout: 10_000 }).not.toBe(before);
  expect(new URL(page.url()).search).toBe('?sort=route&filter=search');
  expect(await page.getByLabel('Search routes').inputValue()).toBe('search');
});

test('the theme is in the address and on the page', async () => {
  const page = await visitor.open(shop.report, { colorScheme: 'light' });
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /change to Light/ }).click();
  await page.getByRole('button', { name: /change to Dark/ }).click();
  await page.waitForURL(/theme=dark/);
  expect(await ground()).not.toBe(light);
  await page.reload();
  await page.getByRole('button', { name: /change to System/ }).click();
  await expect.poll(ground).toBe(light);
});

test('`?` opens the help and Esc closes it', async () => {
  const page = await visitor.open(shop.report);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await help.waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});
