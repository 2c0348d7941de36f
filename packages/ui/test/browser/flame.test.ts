import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../../src/shared.ts';
import { column, plain, useBrowser } from './browse.ts';
import { type Box, boxesOf, flameOf, middleOf, pointAt, widestAt } from './flame-boxes.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
let flame: FlameGraph;
let boxes: Box[];
beforeAll(async () => {
  shop = await serveShop();
  flame = await flameOf(shop);
  boxes = boxesOf(flame);
});
afterAll(() => shop?.close());

const table = 'The graph as a table';
const open = (more = ''): Promise<Page> => visitor.open(`${shop.report}?view=flame${more}`);
const zoomOf = (page: Page): string | null => new URL(page.url()).searchParams.get('zoom');
const crumbs = (page: Page): Promise<string[]> => page.locator('.crumbs li').allTextContents();
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function click(page: Page, box: Box): Promise<void> {
  const { x, y } = await middleOf(page, box);
  await page.mouse.click(x, y);
}

/** Nodes of the JSON's tree below this one, and it. */
function below(node: number): number[] {
  const inside = new Set([node]);
  for (let at = node + 1; at < flame.parent.length; at++) if (inside.has(flame.parent[at]!)) inside.add(at);
  return [...inside];
}

test('a click zooms; crumbs and the history lead back', async () => {
  const page = await open();
  const box = widestAt(boxes, 3);
  await click(page, box);
  await page.waitForURL(/zoom=/);
  const zoom = zoomOf(page);
  await expect.poll(() => crumbs(page)).toEqual(box.path);
  await page.keyboard.press('Escape');
  await expect.poll(() => zoomOf(page)).toBeNull();
  await expect.poll(() => crumbs(page)).toEqual(['whole app']);
  await page.goBack();
  await expect.poll(() => zoomOf(page)).toBe(zoom);
  await expect.poll(() => crumbs(page)).toEqual(box.path);
  await page.reload();
  await expect.poll(() => crumbs(page)).toEqual(box.path);
  await page.locator('.crumbs').getByRole('button').nth(1).click();
  await expect.poll(() => crumbs(page)).toEqual(box.path.slice(0, 2));
});

test('the card of a box and the line below have the figures of the JSON', async () => {
  const page = await open();
  const box = widestAt(boxes, 2);
  expect(await pointAt(page, await middleOf(page, box))).toBe(box.label);
  const nodes = below(box.node);
  const cpu = sum(nodes.map((node) => flame.cpuMicros[node]!));
  const figures = [
    `Total CPU${formatDuration(cpu)}, ${formatShare(shareOf(cpu, sum(flame.cpuMicros)))}`,
    `Self CPU${formatDuration(flame.cpuMicros[box.node]!)}`,
    `Total on the loop${formatDuration(sum(nodes.map((node) => flame.wallMicros[node]!)))}`,
    `Total samples${formatCount(sum(nodes.map((node) => flame.samples[node]!)))}`,
  ];
  const words = page.locator('.card dl div');
  expect((await words.allTextContents()).map(plain)).toEqual(figures.map(plain));
  await click(page, box);
  const line = page.locator('.chosen-box');
  await expect.poll(() => line.textContent()).toContain(box.label);
  const spaceless = (text: string): string => text.replace(/\s/g, '');
  expect(spaceless((await line.textContent()) ?? '')).toContain(spaceless(figures.join('')));
});

test('arrows move, Enter zooms, Home zooms out', async () => {
  const page = await open();
  const graph = page.getByRole('application');
  await graph.focus();
  const at = async (): Promise<string> =>
    (await page.locator('.chosen-box p').locator('b, bdi').first().textContent()) ?? '';
  const press = async (key: string, label: string): Promise<void> => {
    await page.keyboard.press(key);
    await expect.poll(at).toBe(label);
  };
  // Calls come with the widest first, so the first one below the root is where the arrow leads.
  const [root, first] = boxes as [Box, Box];
  const second = boxes.find((one) => one.depth === 1 && one.box > first.box)!;
  expect(await at()).toBe(root.label);
  await press('ArrowDown', first.label);
  await press('ArrowRight', second.label);
  await press('ArrowLeft', first.label);
  await press('ArrowUp', root.label);
  await press('ArrowDown', first.label);
  await page.keyboard.press('Enter');
  await page.waitForURL(/zoom=/);
  await expect.poll(() => crumbs(page)).toEqual(first.path);
  await page.keyboard.press('Home');
  await expect.poll(() => zoomOf(page)).toBeNull();
});

test('a search shows its share and is in the address; `/` and Esc enter and leave it', async () => {
  const page = await open();
  await page.keyboard.press('/');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('search');
  await page.keyboard.type('apps/shop');
  await page.waitForURL(/filter=apps/);
  // A call within a call that matches is in it already.
  const matches = (node: number): boolean => {
    const { name, file, line } = flame.frames[flame.frame[node]!]!;
    return `${name} ${file}:${line}`.includes('apps/shop');
  };
  const inside: boolean[] = [];
  for (const [node, parent] of flame.parent.entries())
    inside[node] = (node > 0 && inside[parent]!) || (node > 0 && matches(node));
  const share = shareOf(sum(flame.cpuMicros.filter((_, node) => inside[node])), sum(flame.cpuMicros));
  await page.getByText(`The search matches ${formatShare(share)} of the whole.`).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.has('filter')).toBe(false);
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).not.toBe('search');
});

test('every measure sums to that of the JSON', async () => {
  const page = await open();
  await page.getByText(table).click();
  for (const [weight, whole] of [
    ['wall', formatDuration(sum(flame.wallMicros))],
    ['samples', formatCount(sum(flame.samples))],
    ['cpu', formatDuration(sum(flame.cpuMicros))],
  ] as const) {
    await page.getByLabel('Width').selectOption(weight);
    await page.waitForURL((url) => (url.searchParams.get('weight') ?? 'cpu') === weight);
    await expect.poll(async () => (await column(page, table, 3))[0]).toBe(plain(whole));
  }
  await page.goBack();
  await expect.poll(() => page.getByLabel('Width').inputValue()).toBe('samples');
});

test('inverted, the first row has the self time of functions', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Invert' }).click();
  await page.waitForURL(/fold=invert/);
  await page.getByText(table).click();
  const { functions } = await shop.json<ReportModel>({ view: 'functions', limit: '2000' });
  const selfOf = new Map(functions.map((row) => [row.id, row.selfCpuMicros]));
  const inverted = boxesOf(flame, { fold: 'invert' }).filter(({ depth }) => depth === 1);
  const heaviest = inverted.find(({ label }) => functions.filter(({ name }) => name === label).length === 1)!;
  const { id = '' } = functions.find(({ name }) => name === heaviest.label)!;
  const rows = async (): Promise<string[]> => {
    const [names, totals, levels] = await Promise.all([0, 3, 6].map((index) => column(page, table, index)));
    // A place follows the name, where the function has one.
    const isHeaviest = (name: string): boolean =>
      name === heaviest.label || name.startsWith(`${heaviest.label} `);
    return names!.flatMap((name, row) => (levels![row] === '1' && isHeaviest(name) ? [totals![row]!] : []));
  };
  await expect.poll(rows).toEqual([plain(formatDuration(selfOf.get(id)!))]);
});

test('routes come first and a framework is one call, until all frames are asked for', async () => {
  const page = await open();
  await page.getByText(table).click();
  const [first, ...others] = boxes.filter(({ depth }) => depth === 1);
  const route = [first!, ...others].find(({ label }) => label.startsWith('GET '))!;
  const names = (): Promise<string[]> => column(page, table, 0);
  await expect.poll(names).toContain('[express]');
  await page.getByRole('button', { name: 'All frames' }).click();
  await page.waitForURL(/fold=0/);
  await expect.poll(names).not.toContain('[express]');
  expect(await names()).not.toContain(first!.label);
  await page.getByRole('button', { name: 'All frames' }).click();
  await expect.poll(names).toContain(first!.label);
  await click(page, route);
  await page.getByRole('link', { name: `Only ${route.label}` }).click();
  await page.waitForURL((url) => url.searchParams.get('route') === route.label);
});

test('a row of the table leads to its box', async () => {
  const page = await open();
  await page.getByText(table).click();
  const box = widestAt(boxes, 1);
  await page.getByRole('region', { name: table }).getByRole('button', { name: box.label }).first().click();
  await expect.poll(() => crumbs(page)).toEqual(box.path);
});

test('a stack is copied by its button, by `c`, and without the clipboard API', async () => {
  const page = await open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const names = async (): Promise<string[]> =>
    (await copied()).split('\n').map((line) => line.replace(/ \([^()]*:\d+(:\d+)?\)$/, ''));
  const forget = (): Promise<void> => page.evaluate(() => navigator.clipboard.writeText('nothing'));
  const box = widestAt(boxes, 3);
  const stack = box.path.slice(1).toReversed();
  await click(page, box);
  await page.waitForURL(/zoom=/);
  await page.getByRole('button', { name: 'Copy stack' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await names()).toEqual(stack);
  await forget();
  await page.getByRole('application').focus();
  await page.keyboard.press('c');
  await expect.poll(names).toEqual(stack);
  await forget();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('not here'));
  });
  await page.getByRole('application').focus();
  await page.keyboard.press('c');
  await expect.poll(names).toEqual(stack);
});

test('saves itself as SVG and PNG', async () => {
  const page = await open();
  const save = async (kind: string): Promise<Buffer> => {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save ${kind}` }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe(`flame.${kind.toLowerCase()}`);
    const pieces: Buffer[] = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  };
  const svg = (await save('SVG')).toString();
  const read = await page.evaluate((text) => {
    // Only a parser of HTML can do harm; that of XML tells whether the file is well-formed.
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      faults: parsed.querySelectorAll('parsererror, script').length,
      titles: Array.from(parsed.querySelectorAll('title'), (title) => title.textContent),
    };
  }, svg);
  expect(read.faults).toBe(0);
  const drawn = boxes.filter(({ width }) => width * 1600 >= 0.5);
  expect(read.titles).toEqual(drawn.map(({ label }) => label));

  const png = await save('PNG');
  expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  const size = await page
    .locator('canvas')
    .evaluate((canvas) => [(canvas as HTMLCanvasElement).width, (canvas as HTMLCanvasElement).height]);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(size);
});
