import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatBeforeAfter } from '../../../core/src/presentation/compare-words.ts';
import type { ActivitySlice } from '../../../core/src/presentation/model/history.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { formatCount, formatDuration } from '../../src/shared.ts';
import { column, plain, rewrite, show, useBrowser } from './browse.ts';
import { boxesOf, colourOf, drawn, widestAt } from './flame-boxes.ts';
import { type Served, serveShop } from './serve.ts';
import { several } from './several.ts';

const visitor = useBrowser();
let shop: Served;
let slices: readonly ActivitySlice[];
beforeAll(async () => {
  shop = await serveShop({ windowMillis: 1_000, pause: false });
  do {
    await shop.load();
    slices = await kept();
  } while (slices.length < 6);
  await fetch(`${shop.report}pause`, { method: 'POST' });
  slices = await kept();
});
afterAll(() => shop?.close());

async function kept(): Promise<readonly ActivitySlice[]> {
  return (await shop.json<ReportModel>({ view: 'routes' })).history?.slices ?? [];
}

/** Drags over the time line from the middle of one slice to that of another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const plot = (await page.locator('.plot').boundingBox())!;
  const start = slices[0]!.startMicros;
  const whole = slices.at(-1)!.endMicros - start;
  const at = (index: number): number => {
    const { startMicros, endMicros } = slices[index]!;
    return plot.x + (((startMicros + endMicros) / 2 - start) / whole) * plot.width;
  };
  const y = plot.y + plot.height / 2;
  await page.mouse.move(at(from), y);
  await page.mouse.down();
  await page.mouse.move((at(from) + at(to)) / 2, y);
  await page.mouse.move(at(to), y);
  await page.mouse.up();
}

const searchOf = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const requestsOf = async (page: Page): Promise<string> =>
  plain(
    await page
      .getByRole('banner')
      .locator('div', { hasText: /^Requests/ })
      .last()
      .locator('dd')
      .textContent(),
  );
const counted = (part: readonly ActivitySlice[]): string =>
  plain(formatCount(part.reduce((sum, { requests }) => sum + requests, 0)));

test('dragging over the time line shows exactly that time, in every view', async () => {
  const page = await visitor.open(shop.report);
  await drag(page, 3, 1);
  await page.waitForURL(/from=.*to=/);
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(1, 4)));
  const part = { from: searchOf(page).get('from')!, to: searchOf(page).get('to')! };
  await show(page, 'Functions');
  expect(Object.fromEntries(searchOf(page))).toMatchObject(part);
  const { functions } = await shop.json<ReportModel>({ view: 'functions', ...part });
  const cpu = plain(formatDuration(functions[0]!.selfCpuMicros));
  await expect.poll(async () => (await column(page, 'Functions', 4))[0]).toBe(cpu);
  // To the end of all that is kept it stays open, so that what is new comes along.
  await drag(page, 2, slices.length - 1);
  await expect.poll(() => searchOf(page).has('to')).toBe(false);
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(2)));
  await page.goBack();
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(1, 4)));
});

test('keys move both ends of the time', async () => {
  const page = await visitor.open(shop.report);
  await page.getByRole('slider', { name: 'Current time: from' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/from=/);
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(1)));
  await page.getByRole('slider', { name: 'Current time: to' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(1, -2)));
  const to = page.getByRole('slider', { name: 'Current time: to' });
  expect(await to.getAttribute('aria-valuetext')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
});

test('buttons choose times, and fields take any', async () => {
  const page = await visitor.open(shop.report);
  for (const [name, from] of [
    ['Last 5 min', '-5m'],
    ['Last 1 h', '-1h'],
    ['Since deploy', 'deploy'],
  ] as const) {
    await page.getByRole('link', { name }).click();
    await expect.poll(() => searchOf(page).get('from')).toBe(from);
    await expect.poll(() => requestsOf(page)).toBe(counted(slices));
  }
  await page.getByRole('link', { name: 'Everything' }).click();
  await expect.poll(() => searchOf(page).has('from')).toBe(false);
  const fields = page.locator('.time-fields');
  await fields.locator('summary').click();
  await fields.getByLabel('From').fill('yesterday');
  await fields.getByRole('button', { name: 'Show' }).click();
  await fields.getByText('from="yesterday" is not a valid time.').waitFor();
  await fields.getByLabel('From').fill('2001-01-01T10:00');
  await fields.getByLabel('To', { exact: true }).fill('2001-01-02');
  await fields.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Nothing was measured in this selection.').waitFor();
  expect(await fields.getAttribute('open')).toBeNull();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect.poll(() => requestsOf(page)).toBe(counted(slices));
});

test('two times are compared, each picked by dragging, as the server compares them', async () => {
  const page = await visitor.open(shop.report);
  await show(page, 'Compare');
  expect(searchOf(page).get('base')).toMatch(/^\.\..+Z$/);
  await drag(page, 3, slices.length - 1);
  await expect.poll(() => requestsOf(page)).toBe(counted(slices.slice(3)));
  await page.getByRole('button', { name: 'Select: baseline' }).click();
  await drag(page, 1, 2);
  await expect.poll(() => searchOf(page).get('base')).toMatch(/^2.+Z\.\.2.+Z$/);
  const query = Object.fromEntries(searchOf(page));
  const { comparison, base } = await shop.json<ReportModel>(query);
  expect(base?.overlaps).toBe(false);
  expect(base?.requests).toBe(slices.slice(1, 3).reduce((sum, { requests }) => sum + requests, 0));
  const verdicts = comparison!.routes.map(({ verdict }) => verdict);
  await expect
    .poll(async () => (await column(page, 'Changed routes', 1)).map((text) => text.slice(2)))
    .toEqual(verdicts);
  const changes = comparison!.functions.map((row) => plain(formatBeforeAfter(row.selfCpuPerRequestMicros)));
  await expect
    .poll(async () => (await column(page, 'Changed functions', 2)).slice(0, 5))
    .toEqual(changes.slice(0, 5));
  await page.getByLabel('Search routes and functions').fill('search');
  await expect.poll(() => column(page, 'Changed routes', 0)).toEqual(['GET /shop/api/search']);
  const saved = await fetch(`${shop.report}save${new URL(page.url()).search}`);
  expect(await saved.text()).toContain('"comparison":{');
});

test('a comparison without anything to compare with says what to do', async () => {
  // To the server this is a question without an answer.
  visitor.expectFault(/status of 400/);
  const page = await visitor.open(`${shop.report}?view=compare`);
  await page.getByText('Compare with another time or version.').waitFor();
});

test('the flame graph of two times has the colours of its legend, and both figures', async () => {
  const middle = new Date(slices[3]!.startMicros / 1000).toISOString();
  const query = { view: 'flame', from: middle, base: `..${middle}` };
  const { flame: measured } = await shop.json<ReportModel>(query);
  const flame = drawn(measured!);
  const page = await visitor.open(shop.report);
  // The heaviest call surely takes twice as long as before, whatever the machine did.
  const heaviest = widestAt(boxesOf(flame), 1).node;
  const judged = { before: 1, after: 2, change: 1, verdict: 'slower', low: 0.9, high: 1.1, p: 0 } as const;
  const doubled = {
    ...flame,
    // What the comparison says of the function is what the graph says of its calls.
    frames: flame.frames.map((frame, number) =>
      number === flame.frame[heaviest] ? { ...frame, judged: { self: judged, total: judged } } : frame,
    ),
    samples: flame.samples.map((count) => count * 1_000),
    base: {
      ...flame.base!,
      samples: flame.samples.map((count) => count * 1_000),
      cpuMicros: flame.cpuMicros.map((cpu, node) => (isBelow(flame.parent, node, heaviest) ? cpu / 2 : cpu)),
    },
  };
  await rewrite(page, (model) => ({ ...model, ...(model.flame === undefined ? {} : { flame: doubled }) }));
  await visitor.go(page, `${shop.report}?${new URLSearchParams(query)}`, '#app canvas');
  const box = boxesOf(doubled).find(({ node }) => node === heaviest)!;
  const legend = page.getByRole('list', { name: 'Colours' });
  const swatch = legend.locator('li', { hasText: 'slower by 25% or more' }).locator('rect');
  const colour = await swatch.evaluate((one) => getComputedStyle(one).fill);
  expect(await colourOf(page, box)).toBe(colour);
  await page.getByText('The graph as a table').click();
  await expect.poll(() => column(page, 'The graph as a table', 5)).toContain('▲ +100.0%');
  await page.getByLabel('Widths of').selectOption('base');
  await page.waitForURL(/width=base/);
});

function isBelow(parent: readonly number[], node: number, top: number): boolean {
  for (let at = node; at > 0; at = parent[at] as number) if (at === top) return true;
  return false;
}

test('menus of versions, processes and services appear if there are several, and so do the store’s problems', async () => {
  const page = await visitor.open(shop.report);
  await rewrite(page, (model) => ({ ...model, history: several(model.history!) }));
  await visitor.go(page, shop.report);
  await page.getByText('The disk is full: make room.').waitFor();
  await expect.poll(() => page.locator('.deploy').allTextContents()).toEqual(['1.0.0', '1.1.0']);
  const process = page.getByRole('combobox', { name: 'Process' });
  await expect
    .poll(() => process.locator('option').allTextContents())
    .toEqual([
      'All 2 processes',
      expect.stringMatching(/^pid \d+ · .* · this one$/),
      'pid 77 · gone · 1.0.0 · 12\u202fs ago',
    ]);
  const asked = page.waitForRequest((request) => request.url().includes('process=gone'));
  await process.selectOption('gone');
  expect((await asked).url()).toContain('view=routes');
  expect(searchOf(page).get('process')).toBe('gone');
  await page.getByRole('combobox', { name: 'Version' }).selectOption('1.0.0');
  await page.getByRole('combobox', { name: 'Service' }).selectOption('*');
  await expect.poll(() => Object.fromEntries(searchOf(page))).toEqual({ service: '*' });
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Compare' }).click();
  await expect.poll(() => searchOf(page).get('base')).toBe('version:1.0.0');
  expect(searchOf(page).get('version')).toBe('1.1.0');
  // Once its answers are no longer changed, the page must not ask for a version that the server does not know.
  await visitor.go(page, shop.report);
});
