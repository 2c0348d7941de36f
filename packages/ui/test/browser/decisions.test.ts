import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { type SharedApp, startSharedApp } from '../../../redis/test/fixtures/shared-app.ts';
import { useBrowser } from './browse.ts';

const visitor = useBrowser();
const patience = { timeout: 120_000 };

/** Two processes of one service, which share a folder. */
async function startTwo(): Promise<[SharedApp, SharedApp]> {
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (): Promise<SharedApp> => {
    const app = await startSharedApp(['folder', folder]);
    onTestFinished(() => app.kill());
    await app.work(1);
    return app;
  };
  return (await Promise.all([start(), start()])) as [SharedApp, SharedApp];
}

const statusOf = async (app: SharedApp) => (await app.report()).status;

async function expectForEveryone(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('Pause and Resume reach all processes, from the page of any', async () => {
  const [one, other] = await startTwo();
  const page = await visitor.open(one.page);
  await page.getByRole('button', { name: 'Pause' }).click();
  const status = page.getByRole('status');
  await status.getByText(/Paused for all processes since .* UTC/).waitFor();
  await expect.poll(async () => (await statusOf(other)).paused, patience).toBe(true);
  await status.getByText(/since .* UTC: nothing is being recorded\.$/).waitFor();
  await expectForEveryone(page);
  const others = await visitor.open(other.page);
  await others.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await expect.poll(async () => (await statusOf(one)).paused, patience).toBe(false);
});

test('the rate is set for all processes, and given back', async () => {
  const [one, other] = await startTwo();
  const page = await visitor.open(one.page);
  const dialog = page.getByRole('dialog', { name: 'Samples per second' });
  const open = async (rate: number): Promise<void> => {
    await page.getByRole('button', { name: `Rate: ${rate}/s` }).click();
    await dialog.getByText('For all processes of this service').waitFor();
  };
  const expectRate = async (rate: number): Promise<void> => {
    for (const app of [one, other])
      await expect.poll(async () => (await statusOf(app)).rate, patience).toBe(rate);
  };
  await open(1000);
  await expectForEveryone(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await open(1000);
  await dialog.getByRole('button', { name: '250 samples per second' }).click();
  await expectRate(250);
  await open(250);
  const another = dialog.getByRole('spinbutton', { name: 'Another' });
  await another.fill('10001');
  await dialog.getByRole('button', { name: 'Set' }).click();
  // The browser says what is allowed.
  expect(await another.evaluate((input: HTMLInputElement) => input.validity.rangeOverflow)).toBe(true);
  await another.fill('42');
  await another.press('Enter');
  await expectRate(42);
  await open(42);
  await dialog.getByRole('button', { name: 'Default' }).click();
  await expectRate(1000);
});
