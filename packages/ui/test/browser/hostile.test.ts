import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { visibleName } from '../../src/shared.ts';
import { useBrowser } from './browse.ts';
import { boxesOf, flameOf, middleOf, pointAt } from './flame-boxes.ts';
import { type Served, serveShop, visitAs } from './serve.ts';

const names = {
  script: '<script>alert(1)</script>',
  image: `"'><img src=x onerror=alert(1)>`,
  bidi: 'left\u202eright',
  emoji: '👩‍💻🔥',
  long: 'x'.repeat(10_000),
};

const visitor = useBrowser();
let shop: Served;
beforeAll(async () => {
  shop = await serveShop({ pause: false });
  for (const name of Object.values(names)) await visitAs(shop, `/${name}`);
  for (let missing = Object.values(names); missing.length > 0; ) {
    for (const name of missing) burnAs(name);
    const { functions, scope } = await shop.json<ReportModel>({ view: 'functions', limit: '2000' });
    // The table of the flame graph has no rows for what is too light, which a busy machine makes of few samples.
    const heavy = functions.filter((row) => row.totalCpuMicros > 0.01 * scope.cpuMicros);
    const seen = new Set(heavy.map((row) => visibleName(row.name)));
    missing = missing.filter((name) => !seen.has(visibleName(name)));
  }
  await fetch(`${shop.report}pause`, { method: 'POST' });
});
afterAll(() => shop?.close());

/** Computes for a moment in a function of that name. */
function burnAs(name: string): void {
  const code = `({ ${JSON.stringify(name)}() { const end = Date.now() + 40; while (Date.now() < end); } })`;
  const holder = runInThisContext(code, { filename: `/srv/${name.slice(0, 30)}.js` });
  holder[name]();
}

test.each(Object.entries(names))('a route with a hostile name is only text: %s', async (_kind, name) => {
  const page = await visitor.open(shop.report);
  // Core keeps the beginning of a name that is too long.
  const { routes } = await shop.json<ReportModel>({ view: 'routes', limit: '2000' });
  const row = routes.find(({ route }) => route.startsWith(`/${name.slice(0, 8)}`));
  const seen = visibleName(row?.route ?? name);
  expect(seen.length).toBeLessThan(200);
  await page.locator('#app tbody th bdi').getByText(seen, { exact: true }).click();
  await page.waitForURL(/route=/);
  expect(await page.locator('#app script, #app img').count()).toBe(0);
});

test.each(['functions', 'flame'])('functions with hostile names are only text: %s', async (view) => {
  const page = await visitor.open(`${shop.report}?view=${view}`);
  if (view === 'flame') await page.getByText('The graph as a table').click();
  for (const name of Object.values(names)) {
    await page.locator('#app table bdi').getByText(visibleName(name), { exact: true }).first().waitFor();
  }
  expect(await page.locator('#app script, #app img').count()).toBe(0);
});

test.each(Object.entries(names))(
  'its callers, its source and its box are only text: %s',
  async (_kind, name) => {
    const { functions } = await shop.json<ReportModel>({ view: 'functions', limit: '2000' });
    const row = functions.find((one) => visibleName(one.name) === visibleName(name))!;
    const query = new URLSearchParams({ view: 'pivot', function: row.id });
    const page = await visitor.open(`${shop.report}?${query}`);
    expect(await page.locator('.pivot-middle h2').textContent()).toBe(visibleName(name));
    await page.locator('.pivot-middle a').first().click();
    await page.getByText('The source cannot be shown.').waitFor();
    const flame = await flameOf(shop);
    const box = boxesOf(flame).find((one) => flame.frames[flame.frame[one.node]!]?.name === row.name)!;
    await page.keyboard.press('2');
    await page.locator('canvas').waitFor();
    expect(await pointAt(page, await middleOf(page, box))).toBe(visibleName(box.label));
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save SVG' }).click();
    await saving;
    expect(await page.locator('#app script, #app img').count()).toBe(0);
  },
);
