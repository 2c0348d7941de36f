import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlameFrame, FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import { rowPixels } from '../../src/flame/paint.ts';
import { formatDuration, formatShare } from '../../src/shared.ts';
import { largeFlame, sampleFlame } from '../sample-flame.ts';
import { column, plain, rewrite, useBrowser } from './browse.ts';
import { boxesOf, colourOf, middleOf, pixelsOf, pointAt, widestAt } from './flame-boxes.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
let shop: Served;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop?.close());

const table = 'The graph as a table';

/** The page with this graph instead of the measured one: what is drawn of it is then known. */
async function open(flame: FlameGraph, more = ''): Promise<Page> {
  const page = await visitor.open(shop.report);
  await rewrite(page, (model) => ({ ...model, ...(model.flame === undefined ? {} : { flame }) }));
  await visitor.go(page, `${shop.report}?view=flame${more}`, '#app canvas');
  return page;
}

/** The names in the table of the graph, each after a dot for each level. */
async function outline(page: Page): Promise<string[]> {
  const [names, levels] = await Promise.all([column(page, table, 0), column(page, table, 6)]);
  return names.map((name, row) => `${'·'.repeat(Number(levels[row]))}${name.split(' ')[0]}`);
}

const pruned: FlameFrame = {
  id: '(pruned) :0',
  name: '(pruned)',
  file: '',
  line: 0,
  column: 0,
  origin: 'native',
};
const prunedFlame: FlameGraph = {
  ...sampleFlame,
  parent: [...sampleFlame.parent, 1],
  frame: [...sampleFlame.frame, sampleFlame.frames.length],
  samples: [...sampleFlame.samples, 6],
  cpuMicros: [...sampleFlame.cpuMicros, 500],
  wallMicros: [...sampleFlame.wallMicros, 500],
  frames: [...sampleFlame.frames, pruned],
  pruned: { nodes: 12, cpuMicros: 500, samples: 6 },
};

test('folding and inverting are in the address and in the graph', async () => {
  const page = await open(sampleFlame);
  await page.getByText(table).click();
  const whole = ['whole', '·emit', '··next', '···run', '····handle', '·(garbage'];
  await expect.poll(() => outline(page)).toEqual(whole);
  const graphs: readonly (readonly [fold: string, button: string, rows: string[]])[] = [
    ['packages', 'Fold dependencies', ['whole', '·emit', '··[lib]', '···handle', '·(garbage']],
    ['node', 'Fold Node', ['whole', '·[Node]', '··next', '···run', '····handle', '·(garbage']],
    [
      'invert',
      'Invert',
      [
        ...['whole', '·handle', '··run', '···next', '····emit', '·(garbage', '·run', '··next', '···emit'],
        ...['·next', '··emit', '·emit'],
      ],
    ],
  ];
  for (const [fold, name, rows] of graphs) {
    const button = page.getByRole('button', { name });
    await button.click();
    await page.waitForURL((url) => url.searchParams.get('fold') === fold);
    await expect.poll(() => outline(page)).toEqual(rows);
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await page.goBack();
    await expect.poll(() => outline(page)).toEqual(whole);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  }
  await page.getByRole('button', { name: 'Fold dependencies' }).click();
  await page.getByRole('button', { name: 'Fold Node' }).click();
  await expect.poll(() => outline(page)).toEqual(['whole', '·[Node]', '··[lib]', '···handle', '·(garbage']);
});

test('the app’s calls come first when that is wanted', async () => {
  const [handle] = sampleFlame.frames.slice(1, 2);
  // Below the root: the collector with 1000, and a call of the app with 10.
  const flame: FlameGraph = {
    ...sampleFlame,
    parent: [0, 0, 0],
    frame: [0, 5, 1],
    samples: [0, 1000, 100],
    cpuMicros: [0, 1000, 100],
    wallMicros: [0, 1000, 100],
  };
  const page = await open(flame);
  const [, first] = boxesOf(flame);
  expect(await pointAt(page, await middleOf(page, { ...first!, left: 0, width: 0.02 }))).toBe(
    '(garbage collector)',
  );
  await page.getByRole('button', { name: 'App first' }).click();
  await page.waitForURL(/fold=app/);
  await expect
    .poll(async () => pointAt(page, await middleOf(page, { ...first!, left: 0, width: 0.02 })))
    .toBe(handle!.name);
});

test('each kind of code has the colour of the legend, in both themes', async () => {
  const page = await open(prunedFlame);
  const boxes = boxesOf(prunedFlame);
  const boxOf = (label: string) => boxes.find((box) => box.label === label)!;
  const legend = (kind: string): Promise<string> =>
    page.locator(`.key-list .box-${kind}`).evaluate((one) => getComputedStyle(one).fill);
  const seen: string[][] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [kind, label] of [
      ['app', 'handle'],
      ['node', 'emit'],
      ['gc', '(garbage collector)'],
      ['pruned', '(pruned)'],
    ] as const)
      await expect.poll(() => colourOf(page, boxOf(label))).toBe(await legend(kind));
    seen.push(
      await Promise.all(
        ['handle', 'emit', '(garbage collector)', '(pruned)', 'next'].map((label) =>
          colourOf(page, boxOf(label)),
        ),
      ),
    );
  }
  // All tell their kinds apart, in each theme.
  for (const colours of seen) expect(new Set(colours).size).toBe(colours.length);
  expect(seen[0]).not.toEqual(seen[1]);
});

test('a search fades what it does not match', async () => {
  const page = await open(sampleFlame);
  const boxes = boxesOf(sampleFlame);
  const [handle, emit] = ['handle', 'emit'].map((label) => boxes.find((box) => box.label === label)!);
  const before = await Promise.all([colourOf(page, handle!), colourOf(page, emit!)]);
  await page.getByLabel('Search calls').fill('handle');
  await expect.poll(() => colourOf(page, emit!)).not.toBe(before[1]);
  expect(await colourOf(page, handle!)).toBe(before[0]);
});

test('boxes are at the right place, in pixels', async () => {
  const page = await open(sampleFlame, '&weight=samples');
  const canvas = (await page.locator('canvas').boundingBox())!;
  // Of 20 samples emit has the first 16, with all that it calls; next 15, run 13, handle 10; garbage collection 4.
  for (const [share, row, label] of [
    [0.01, 0, 'whole app'],
    [0.79, 1, 'emit'],
    [0.81, 1, '(garbage collector)'],
    [0.74, 2, 'next'],
    [0.64, 3, 'run'],
    [0.49, 4, 'handle'],
  ] as const)
    expect(
      await pointAt(page, { x: canvas.x + share * canvas.width, y: canvas.y + 20 * row + 10 }),
      label,
    ).toBe(label);
});

test('a zoomed call that another measure does not know gives way to its caller', async () => {
  const noSamples = { ...sampleFlame, samples: [0, 1, 2, 3, 0, 4] };
  const page = await open(noSamples);
  const { x, y } = await middleOf(page, widestAt(boxesOf(noSamples), 4));
  await page.mouse.click(x, y);
  await page.waitForURL(/zoom=/);
  const crumbs = page.locator('.crumbs li');
  await expect.poll(() => crumbs.last().textContent()).toBe('handle');
  await page.getByLabel('Width').selectOption('samples');
  await expect.poll(() => crumbs.last().textContent()).toBe('run');
  // Nothing is left of a canvas that is drawn with an endless scale.
  await expect.poll(async () => new Set(await pixelsOf(page, 3, 4, 40)).size).toBeGreaterThan(1);
});

test('what the profiler pruned itself is explained, too', async () => {
  const page = await open({ ...prunedFlame, pruned: { nodes: 0, cpuMicros: 500, samples: 6 } });
  await page
    .getByText(plain(`(pruned) stands for small calls with ${formatDuration(500)} CPU and 6 samples`))
    .waitFor();
});

test('calls that the server pruned are a box, explained in words', async () => {
  const page = await open(prunedFlame, '&weight=samples');
  const note = page.locator('#app main p', { hasText: 'stands for' });
  expect(plain(await note.textContent())).toContain(
    plain(
      `(pruned) stands for 12 small calls, counted in each route, with ${formatDuration(500)} CPU and 6 samples, ${formatShare(6 / 26)} of what is shown.`,
    ),
  );
  const box = boxesOf(prunedFlame, { weight: 'samples' }).find(({ label }) => label === '(pruned)')!;
  expect(await pointAt(page, await middleOf(page, box))).toBe('(pruned)');
});

test('Ctrl and the wheel zoom freely, dragging and the wheel move, and none of them is a click', async () => {
  const flame = largeFlame(2_000);
  const page = await open(flame);
  const before = page.url();
  const box = boxesOf(flame).find(
    ({ depth, left, width }) => depth > 1 && width > 0.05 && width < 0.2 && left > 0.2 && left < 0.6,
  )!;
  const { x, y } = await middleOf(page, box);
  const { x: edge, y: top, width: canvas } = (await page.locator('canvas').boundingBox())!;
  const aside = { x: x + box.width * canvas * 0.7, y };
  /** The colours of a row, pixel by pixel, from one pixel to another. */
  const strip = async (from: number, to: number): Promise<number[]> => {
    // Without the mark of the box under the pointer.
    await page.mouse.move(edge + 10, top - 30);
    await page.locator('.card').waitFor({ state: 'detached' });
    return pixelsOf(page, box.depth, from, to);
  };
  const isWhole = await strip(200, 800);
  await pointAt(page, aside);
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -500);
  await page.keyboard.up('Control');
  // What is under the pointer stays there, and becomes wider.
  await expect.poll(() => strip(200, 800)).not.toEqual(isWhole);
  expect(await pointAt(page, { x, y })).toBe(box.label);
  const zoomed = await strip(200, 800);
  expect(await strip(350, 950)).not.toEqual(zoomed);

  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 150, y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => strip(350, 950)).toEqual(zoomed);
  await page.mouse.move(x, y);
  await page.mouse.wheel(150, 0);
  await expect.poll(() => strip(200, 800)).toEqual(zoomed);
  expect(page.url()).toBe(before);
});

test('a deep graph scrolls under a canvas that is as large as what one sees', async () => {
  const depth = 300;
  const ones = Array.from({ length: depth }, () => 1);
  const frames: FlameFrame[] = ones.map((_, level) => ({
    ...sampleFlame.frames[1]!,
    id: `level${level} a.ts:${level}`,
    name: `level${level}`,
  }));
  const flame: FlameGraph = {
    parent: ones.map((_, node) => Math.max(0, node - 1)),
    frame: ones.map((_, node) => node),
    samples: ones,
    cpuMicros: ones,
    wallMicros: ones,
    frames,
    pruned: sampleFlame.pruned,
  };
  const page = await open(flame);
  const scroller = page.locator('.flame-scroll');
  const sizes = await scroller.evaluate((element) => ({
    shown: element.clientHeight,
    all: element.scrollHeight,
    canvas: element.querySelector('canvas')!.clientHeight,
  }));
  expect(sizes.all).toBe(depth * rowPixels);
  expect(sizes.canvas).toBe(sizes.shown);
  expect(sizes.shown).toBeLessThan(900);
  const box = widestAt(boxesOf(flame), 2);
  expect(await pointAt(page, await middleOf(page, box))).toBe('level2');
  await page.mouse.wheel(0, 100 * rowPixels);
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(100 * rowPixels);
  expect(await pointAt(page, await middleOf(page, box))).toBe('level102');
  // The cursor takes the view along.
  await scroller.focus();
  for (let level = 0; level < 3; level++) await page.keyboard.press('ArrowDown');
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBeLessThan(4 * rowPixels);
});
