import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Model } from '../../src/data/model.ts';
import { visibleName } from '../../src/shared.ts';
import { useBrowser } from './browse.ts';
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
  for (const name of Object.values(names)) {
    await visitAs(shop, `/${name}`);
    burnAs(name);
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

test.each(Object.entries(names))('a route named so is only text: %s', async (_kind, name) => {
  const page = await visitor.open(shop.report);
  // Core keeps the beginning of a name that is too long.
  const { routes } = await shop.json<Model>({ view: 'routes', limit: '2000' });
  const row = routes.find(({ route }) => route.startsWith(`/${name.slice(0, 8)}`));
  const seen = visibleName(row?.route ?? name);
  expect(seen.length).toBeLessThan(200);
  await page.locator('#app tbody th bdi').getByText(seen, { exact: true }).click();
  await page.waitForURL(/route=/);
  expect(await page.locator('#app script, #app img').count()).toBe(0);
});

test.each(['functions', 'flame'])('functions named so are only text: %s', async (view) => {
  const page = await visitor.open(`${shop.report}?view=${view}`);
  if (view === 'flame') await page.getByText('The graph as a table').click();
  for (const name of Object.values(names)) {
    await page.locator('#app table bdi').getByText(visibleName(name), { exact: true }).first().waitFor();
  }
  expect(await page.locator('#app script, #app img').count()).toBe(0);
});
