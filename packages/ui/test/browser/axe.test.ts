import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { createFileReport } from '../../../core/src/tools/index.ts';
import { isFull } from '../../../core/test/fixtures/full.ts';
import { tracedWindow } from '../../../core/test/fixtures/traced-window.ts';
import { serveReport } from '../../../routeprof/src/open/serve-report.ts';
import { patient, rewrite, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';
import { serveBlocks } from './serve-blocks.ts';
import { serveFleet, serveOutlier } from './serve-fleet.ts';
import { several } from './several.ts';

const visitor = useBrowser();
let shop: Served;
let id = '';
beforeAll(async () => {
  shop = await serveShop({ windowMillis: 1_000 });
  const { functions } = await shop.json<ReportModel>({ view: 'functions', filter: 'apps/shop' });
  id = functions[0]?.id ?? '';
});
afterAll(() => shop?.close());

const wide = { viewport: { width: 1440, height: 900 } };
const narrow = { width: 390, height: 844 };
/** Views as they are; the others differ from these in a few rows. */
const alsoNarrow = new Set(['the overview', 'the flame graph', 'functions', 'a source', 'a comparison']);

type Theme = 'light' | 'dark';

/** Expects the page, or a part of it, to have no fault that axe knows, in either theme. */
async function expectForEveryone(
  page: Page,
  what: string,
  part = 'html',
  themes: readonly Theme[] = ['light', 'dark'],
): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page })
      // On its own page axe would put its results together; that page is not ours to watch.
      .setLegacyMode(true)
      .include(part)
      .options({ resultTypes: ['violations'] });
    // A theme is colours: the other rules see the same page.
    const { violations } = await (colorScheme === 'dark'
      ? axe.withRules(['color-contrast', 'link-in-text-block'])
      : axe
    ).analyze();
    const found = violations.map(
      ({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
  }
  expect.soft(await hiddenLinks(page, part), `${what}: links that only a colour shows`).toEqual([]);
}

/**
 * Links that only their colour tells from the text around them. Axe looks at them where the text is the longer one,
 * so that names of routes and numbers of processes would decide: here each link is short.
 */
async function hiddenLinks(page: Page, part: string): Promise<string[]> {
  const texts = await page.evaluateHandle(() => {
    const found: [Node, string][] = [];
    for (const link of document.querySelectorAll('a'))
      for (const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT); walker.nextNode(); )
        found.push([walker.currentNode, walker.currentNode.nodeValue ?? '']);
    for (const [node, text] of found) if (text.trim() !== '') node.nodeValue = '.';
    return found;
  });
  const axe = new AxeBuilder({ page }).setLegacyMode(true).include(part).withRules(['link-in-text-block']);
  const { violations } = await axe.analyze();
  await texts.evaluate((found) => {
    for (const [node, text] of found) node.nodeValue = text;
  });
  return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html));
}

/** A narrow page has the colours of the wide one, so one theme says most. */
async function expectNarrow(page: Page, what: string, part?: string): Promise<void> {
  await page.setViewportSize(narrow);
  await expectForEveryone(page, `${what}, narrow`, part, isFull ? undefined : ['light']);
  await page.setViewportSize(wide.viewport);
}

test.each([
  ['the overview', {}],
  ['a route', { route: 'GET /shop/api/search' }],
  ['the flame graph', { view: 'flame', filter: 'shop' }],
  // Rows are alike: those of every kind of code are enough.
  ['functions', { view: 'functions', filter: '/search.ts|^\\(/' }],
  ['functions by package', { view: 'functions', filter: '/search.ts|router/', group: 'package' }],
  ['nothing found', { view: 'functions', filter: 'nothing of that name' }],
  ['callers and callees', { view: 'pivot', function: '' }],
  ['a source', { view: 'source', function: '' }],
  ['a comparison', { view: 'compare', base: '..' }],
  ['the flame graph of two times', { view: 'flame', base: '..', from: '-1h' }],
])('axe finds no fault: %s', async (what, given) => {
  const query = new URLSearchParams({
    ...given,
    ...('function' in given && !given.function && { function: id }),
  });
  const page = await visitor.open(`${shop.report}?${query}`, wide);
  if (!alsoNarrow.has(what)) {
    await expectForEveryone(page, what, 'main');
    return;
  }
  await expectForEveryone(page, what);
  await expectNarrow(page, what);
});

test.each([
  ['explained latencies', {}],
  ['a route that is explained', { route: 'GET /orders/:id' }],
])('axe finds no fault: %s', async (what, query) => {
  const { url, close } = await serveReport(createFileReport(tracedWindow()), 0);
  onTestFinished(close);
  const page = await visitor.open(`${url}?${new URLSearchParams(query)}`, wide);
  await expectForEveryone(page, what, 'main');
  await expectNarrow(page, what, 'main');
});

test('axe finds no fault: blocks of the event loop', async () => {
  const { url } = await serveBlocks();
  const page = await visitor.open(url, wide);
  await page.locator('.blocks details summary').first().click();
  await page.getByText('Blocks by length', { exact: true }).first().waitFor();
  await expectForEveryone(page, 'blocks', 'main');
  await expectNarrow(page, 'blocks', 'main');
});

test('axe finds no fault: 40 processes', async () => {
  const page = await visitor.open(await serveFleet(), wide);
  await page.getByRole('button', { name: 'Show all 40 processes' }).click();
  await expectForEveryone(page, '40 processes', 'main');
  await expectNarrow(page, '40 processes', 'main');
});

test('axe finds no fault: a process that costs more than the others', async () => {
  const page = await visitor.open(await serveOutlier(), wide);
  await page.getByRole('region', { name: 'Processes that cost more than the others' }).waitFor();
  await expectForEveryone(page, 'an outlier', 'main');
  await expectNarrow(page, 'an outlier', 'main');
});

const nothingMeasured = async (route: Route): Promise<void> => {
  const response = await route.fetch(patient);
  const model = (await response.json()) as ReportModel;
  await route.fulfill({ response, json: { ...model, totals: { ...model.totals, samples: 0, requests: 0 } } });
};

test.each<[string, (route: Route) => Promise<void>]>([
  ['Nothing is measured yet.', nothingMeasured],
  ['Not signed in.', (route) => route.fulfill({ status: 404, body: 'Not found' })],
  ['The app does not answer.', (route) => route.abort()],
])('axe finds no fault: %s', async (title, answer) => {
  if (answer !== nothingMeasured) visitor.expectFault(/Failed to load resource/);
  const page = await visitor.blank(wide);
  // Before the page is there: a busy browser lets the next request of an open page pass.
  await page.route(/view=functions&format=json/, answer);
  await visitor.go(page, shop.report);
  await page.keyboard.press('3');
  await page.locator('#app main .state').getByText(title).waitFor();
  await expectForEveryone(page, title, 'main');
});

test('axe finds no fault: a notice above the last report', async () => {
  visitor.expectFault(/Failed to load resource/);
  const page = await visitor.open(shop.report, wide);
  await page.route(/\/live$/, (route) => route.abort());
  await page.getByText('This is the last report').waitFor();
  await expectForEveryone(page, 'the last report', '.notes');
});

test('axe finds no fault: nothing to compare with', async () => {
  visitor.expectFault(/status of 400/);
  const page = await visitor.open(`${shop.report}?view=compare`, wide);
  await expectForEveryone(page, 'nothing to compare with', 'main');
});

test('axe finds no fault: several versions, processes and services, and a store in trouble', async () => {
  const page = await visitor.open(shop.report, wide);
  await rewrite(page, (model) => ({ ...model, history: several(model.history!) }));
  await visitor.go(page, `${shop.report}?view=compare&base=..`);
  await page.getByText('The disk is full: make room.').waitFor();
  await page.locator('.time-fields summary').click();
  await expectForEveryone(page, 'several', '.part-bar');
  await expectForEveryone(page, 'notices', '.notes');
});

test('axe finds no fault: the menu', async () => {
  const page = await visitor.open(shop.report, wide);
  await page.getByText('Download', { exact: true }).click();
  await expectForEveryone(page, 'the menu', '.acts .menu');
  await page.keyboard.press('Escape');
});

test('axe finds no fault: dialogs', async () => {
  const page = await visitor.open(shop.report, wide);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('dialog', { name: 'Clear the measurements?' }).waitFor();
  await expectForEveryone(page, 'clear', 'dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
  await expectForEveryone(page, 'help', 'dialog');
  await page.keyboard.press('Escape');
});

test('axe finds no fault: the graph as a table', async () => {
  const page = await visitor.open(`${shop.report}?view=flame&nodes=20`, wide);
  await page.getByText('The graph as a table').click();
  await page.getByRole('region', { name: 'The graph as a table' }).waitFor();
  await expectForEveryone(page, 'the table', '.as-table');
});
