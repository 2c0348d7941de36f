import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Model } from '../../src/data/model.ts';
import { useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let id = '';
beforeAll(async () => {
  shop = await serveShop();
  const { functions } = await shop.json<Model>({ view: 'functions', filter: 'apps/shop' });
  id = functions[0]?.id ?? '';
});
afterAll(() => shop?.close());

const views = ['routes', 'flame', 'functions', 'pivot', 'source'];

test.each(['light', 'dark'] as const)('every view is for everyone: %s', async (colorScheme) => {
  for (const view of views) {
    const query = new URLSearchParams({ view, function: id });
    const page = await visitor.open(`${shop.report}?${query}`, { colorScheme });
    // On its own page axe would put its results together; that page is not ours to watch.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const found = violations.map(
      ({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    expect.soft(found, view).toEqual([]);
    await page.context().close();
  }
});
