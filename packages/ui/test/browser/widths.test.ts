import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { rewrite, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';
import { several } from './several.ts';

/** The tab key goes down the page: whatever has the focus next is not above all of what had it before. */
async function expectReadingOrder(page: Page, report: string): Promise<void> {
  await visitor.go(page, report);
  const places: { readonly top: number; readonly bottom: number; readonly text: string }[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement;
      if (one === document.body || one.classList.contains('jump')) return;
      const { top, bottom } = one.getBoundingClientRect();
      return { top: top + scrollY, bottom: bottom + scrollY, text: one.textContent?.slice(0, 40) ?? '' };
    });
    if (place === undefined && places.length > 0) break;
    if (place !== undefined) places.push(place);
  }
  expect(places.length).toBeGreaterThan(20);
  const above = places.filter(({ bottom }, index) => bottom < (places[index - 1]?.top ?? 0));
  expect(above.map(({ text }) => text)).toEqual([]);
}

const visitor = useBrowser();
let shop: Served;
let id = '';
beforeAll(async () => {
  shop = await serveShop({ windowMillis: 1_000 });
  const { functions } = await shop.json<ReportModel>({ view: 'functions', filter: 'apps/shop' });
  id = functions[0]?.id ?? '';
});
afterAll(() => shop?.close());

test.each([
  [390, 844],
  [2560, 1440],
])('the page is as wide as its window, and everything can be reached: %i pixels', async (width, height) => {
  const page = await visitor.open(shop.report, { viewport: { width, height } });
  await rewrite(page, (model) => ({ ...model, history: several(model.history!) }));
  for (const view of ['routes', 'flame', 'functions', 'pivot', 'source', 'compare']) {
    await visitor.go(page, `${shop.report}?${new URLSearchParams({ view, function: id, base: '..' })}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(wide, view).toBe(width);
    // What can be clicked is within the window, or in something that scrolls by itself.
    const outside = await page
      .locator('#app')
      .locator('a, button, input, select, summary')
      .evaluateAll((all) =>
        all
          .filter((one) => one.closest('.sheet') === null && !one.classList.contains('jump'))
          .filter((one) => one.checkVisibility())
          .filter((one) => {
            const { left, right } = one.getBoundingClientRect();
            return left < 0 || right > innerWidth;
          })
          .map((one) => one.outerHTML),
      );
    expect.soft(outside, view).toEqual([]);
  }
  if (width < 700) {
    await visitor.go(page, shop.report);
    const first = await page
      .getByRole('region', { name: 'Routes' })
      .locator('tbody tr')
      .first()
      .boundingBox();
    expect((first?.y ?? Infinity) + (await page.evaluate(() => scrollY))).toBeLessThan(600);
  }
  if (width < 700) await expectReadingOrder(page, `${shop.report}?base=..`);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await help.waitFor();
  const { x, width: wide } = (await help.boundingBox())!;
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + wide).toBeLessThanOrEqual(width);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});
