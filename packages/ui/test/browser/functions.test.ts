import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel, SourceText } from '../../../core/src/presentation/model/report.ts';
import type { CallRow, FunctionRow } from '../../../core/src/presentation/model/rows.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../../src/shared.ts';

import { functionName, isFunction, originName, placeOf } from '../../src/text/names.ts';
import { column, plain, rewrite, show, useBrowser } from './browse.ts';

import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let model: ReportModel;
beforeAll(async () => {
  shop = await serveShop();
  model = await shop.json<ReportModel>({ view: 'functions', limit: '2000' });
});
afterAll(() => shop?.close());

const duration = (micros: number): string => plain(formatDuration(micros));
const count = (number: number): string => plain(formatCount(number));
/** As a row of a table writes it. */
const cell = (row: CallRow | FunctionRow): string => plain(`${functionName(row)} ${placeOf(row)}`);
/** The same, where a function also leads to its flame graph. */
const functionCell = (row: FunctionRow): string =>
  isFunction(row) ? plain(`${cell(row)} flame graph of ${functionName(row)}`) : cell(row);

test('the functions are those of the JSON, with its figures', async () => {
  const { functions, scope } = model;
  const page = await visitor.open(`${shop.report}?view=functions`);
  const shown = functions.slice(0, 200);
  const figures: readonly (readonly [index: number, of: (row: FunctionRow) => string])[] = [
    [0, functionCell],
    [1, originName],
    [2, (row) => formatShare(shareOf(row.selfCpuMicros, scope.cpuMicros))],
    [3, (row) => formatShare(shareOf(row.totalCpuMicros, scope.cpuMicros))],
    [4, (row) => duration(row.selfCpuMicros)],
    [5, (row) => duration(row.totalCpuMicros)],
    [6, (row) => duration(row.selfWallMicros)],
    [7, (row) => duration(row.totalWallMicros)],
    [8, (row) => count(row.samples)],
  ];
  for (const [index, of] of figures)
    expect((await column(page, 'Functions', index)).toSorted()).toEqual(
      shown.map((row) => plain(of(row))).toSorted(),
    );
  // Equal ones may come in another order; what they are ordered by may not.
  expect(await column(page, 'Functions', 4)).toEqual(shown.map((row) => duration(row.selfCpuMicros)));
});

test('orders by each measure, and keeps it in the address', async () => {
  const page = await visitor.open(`${shop.report}?view=functions&filter=/apps.shop|router/`);
  // The server's filter and the page's search are about the same text.
  const { functions: wanted } = await shop.json<ReportModel>({
    view: 'functions',
    limit: '2000',
    filter: '/apps.shop|router/',
  });
  expect(wanted.length).toBeGreaterThan(5);
  const orders: readonly (readonly [head: string, index: number, of: (row: FunctionRow) => number])[] = [
    ['Total CPU', 5, (row) => row.totalCpuMicros],
    ['Self on loop', 6, (row) => row.selfWallMicros],
    ['Total on loop', 7, (row) => row.totalWallMicros],
  ];
  for (const [head, index, of] of orders) {
    await page.getByRole('columnheader', { name: head }).getByRole('link').click();
    await expect
      .poll(() => column(page, 'Functions', index))
      .toEqual(
        wanted
          .map(of)
          .sort((a, b) => b - a)
          .map(duration),
      );
  }
  expect(new URL(page.url()).searchParams.get('sort')).toBe('total-wall');
  await page.goBack();
  await expect
    .poll(() => page.locator('#app th[aria-sort=descending]').textContent())
    .toContain('Self on loop');
});

test('groups by package and by file, with sums', async () => {
  const page = await visitor.open(`${shop.report}?view=functions`);
  for (const [by, nameOf] of [
    ['package', originName],
    ['file', (row: FunctionRow) => (row.file === '' ? originName(row) : row.file)],
  ] as const) {
    await page.getByLabel('Group by').selectOption(by);
    await page.waitForURL((url) => url.searchParams.get('group') === by);
    const sums = new Map<string, number>();
    for (const row of model.functions)
      sums.set(nameOf(row), (sums.get(nameOf(row)) ?? 0) + row.selfCpuMicros);
    const seen = (): Promise<[string, string][]> =>
      page
        .locator('#app tr.gathered')
        .evaluateAll((all) =>
          all.map((row) => [
            row.children[0]?.textContent?.trim() ?? '',
            (row.children[3]?.textContent ?? '').replace(/\s+/g, ' '),
          ]),
        );
    await expect
      .poll(async () => new Map(await seen()))
      .toEqual(new Map([...sums].map(([name, micros]) => [name, duration(micros)])));
  }
});

test('more rows come when they are asked for', async () => {
  const page = await visitor.open(shop.report);
  const [row] = model.functions;
  const functions = Array.from({ length: 230 }, (_, index) => ({
    ...row!,
    id: `f${index} a.ts:1`,
    name: `f${index}`,
  }));
  await rewrite(page, (answer) => ({ ...answer, functions }));
  await show(page, 'Functions');
  const rows = page.getByRole('region', { name: 'Functions' }).locator('tbody tr');
  expect(await rows.count()).toBe(200);
  await page.getByRole('button', { name: 'Show 30 more' }).click();
  await expect.poll(() => rows.count()).toBe(230);
});

test('a function leads to its callers and callees, and from one to the next', async () => {
  const page = await visitor.open(`${shop.report}?view=functions&filter=apps/shop&sort=total`);
  const link = page.locator('#app tbody th a').first();
  const name = await link.textContent();
  await link.click();
  await page.locator('.pivot-middle').waitFor();
  expect(await page.locator('.pivot-middle h2').textContent()).toBe(name);
  const id = new URL(page.url()).searchParams.get('function') ?? '';
  const { pivot } = await shop.json<ReportModel>({ view: 'pivot', function: id });
  const { callers, callees, function: middle } = pivot!;
  expect(callers.length).toBeGreaterThan(0);
  expect(callees.length).toBeGreaterThan(0);
  for (const [index, of] of [
    [1, (row: CallRow) => formatShare(shareOf(row.totalCpuMicros, middle.totalCpuMicros))],
    [2, (row: CallRow) => duration(row.totalCpuMicros)],
    [3, (row: CallRow) => duration(row.totalWallMicros)],
    [4, (row: CallRow) => count(row.totalSamples)],
  ] as const) {
    const seen = await column(page, 'Callers and callees', index);
    // Of each of the three parts: the head of the callers, the callers, the function, the head of the callees, the callees.
    expect(seen.slice(1, 1 + callers.length)).toEqual(callers.map((row) => plain(of(row))));
    expect(seen.slice(-callees.length)).toEqual(callees.map((row) => plain(of(row))));
    if (index > 1) expect(seen[1 + callers.length]).toBe(plain(of(middle)));
  }
  const next = callees.find(({ file, name: callee }) => file !== '' && callee !== '') ?? callers[0]!;
  await page
    .getByRole('region', { name: 'Callers and callees' })
    .getByRole('link', { name: functionName(next), exact: true })
    .first()
    .click();
  await expect.poll(() => page.locator('.pivot-middle h2').textContent()).toBe(functionName(next));
  await page.goBack();
  await expect.poll(() => page.locator('.pivot-middle h2').textContent()).toBe(name);
});

test('its place leads to its source, which is TypeScript with its line marked', async () => {
  const { functions } = await shop.json<ReportModel>({ view: 'functions', filter: 'apps/shop' });
  const { id = '', line } = functions.find(({ file }) => file.endsWith('.ts'))!;
  const page = await visitor.open(`${shop.report}?${new URLSearchParams({ view: 'pivot', function: id })}`);
  await page.locator('.pivot-middle a').first().click();
  await page.locator('.source .marked').waitFor();
  const { source } = await shop.json<ReportModel>({ view: 'source', function: id });
  const { lines, firstLine, functionLine } = source as Extract<SourceText, { lines: unknown }>;
  expect(functionLine).toBe(line);
  const seen = await page.locator('.source code').allTextContents();
  expect(seen.map(plain)).toEqual(lines.map(plain));
  const marked = page.locator('.source .marked');
  await page.getByText('Time per line is not known: neither engine can give it').waitFor();
  expect(plain(await marked.locator('code').textContent())).toBe(plain(lines[functionLine - firstLine]!));
  expect(plain(await marked.locator('.line-number').textContent())).toBe(String(functionLine));
  await expect
    .poll(() =>
      marked.evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }),
    )
    .toBe(true);
});

test('a function without source says why', async () => {
  const { functions } = model;
  const { id = '' } = functions.find(({ file }) => file.startsWith('node:'))!;
  const page = await visitor.open(`${shop.report}?${new URLSearchParams({ view: 'source', function: id })}`);
  const { source } = await shop.json<ReportModel>({ view: 'source', function: id });
  expect(source).toHaveProperty('unavailable');
  const { unavailable } = source as Extract<SourceText, { unavailable: string }>;
  await page.getByText('The source cannot be shown.').waitFor();
  expect(plain(await page.locator('#app .state').textContent())).toContain(plain(unavailable));
  await page.locator('#app .state').getByRole('link', { name: 'Callers and callees' }).click();
  await page.locator('.pivot-middle').waitFor();
});
