import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { column, plain, show, useBrowser } from './browse.ts';
import { boxesOf, flameOf, middleOf, widestAt } from './flame-boxes.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
/** Pages with the same options share a clock. */
const ownClock = { timezoneId: 'UTC' };
/** Each request that is measured adds to it; garbage is not collected in each. */
const samplesColumn = 7;
let shop: Served;
beforeAll(async () => {
  shop = await serveShop({ pause: false });
});
afterAll(() => shop?.close());

interface Live {
  readonly paused: boolean;
  readonly requests: number;
}

const live = async (): Promise<Live> => (await fetch(`${shop.report}live`)).json() as Promise<Live>;

test('pauses and resumes', async () => {
  const page = await visitor.open(shop.report);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused since .* UTC: nothing is being recorded\.$/).waitFor();
  expect((await live()).paused).toBe(true);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  expect((await live()).paused).toBe(false);
});

test('clears when that is confirmed, and not before', async () => {
  const page = await visitor.open(shop.report);
  const before = (await live()).requests;
  const dialog = page.getByRole('dialog', { name: 'Clear the measurements?' });
  for (const leave of ['button', 'Escape']) {
    await page.getByRole('button', { name: 'Clear' }).click();
    await dialog.waitFor();
    if (leave === 'Escape') await page.keyboard.press('Escape');
    else await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await live()).requests).toBe(before);
  }
  await page.getByRole('button', { name: 'Clear' }).click();
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(async () => (await live()).requests).toBe(0);
  await expect.poll(() => column(page, 'Routes', 0)).toEqual([]);
  await shop.load();
});

test('new measurements come by themselves, and the place is kept', async () => {
  const page = await visitor.open(`${shop.report}?sort=route&filter=search`);
  const search = page.getByLabel('Search routes');
  await search.focus();
  await page.mouse.wheel(0, 120);
  const [before] = await column(page, 'Routes', samplesColumn);
  await shop.load();
  await expect.poll(async () => (await column(page, 'Routes', samplesColumn))[0]).not.toBe(before);
  expect(new URL(page.url()).search).toBe('?sort=route&filter=search');
  expect(await search.inputValue()).toBe('search');
  expect(await search.evaluate((input) => input === document.activeElement)).toBe(true);
});

test('new measurements leave the flame graph where it is', async () => {
  const page = await visitor.open(`${shop.report}?view=flame&weight=samples`);
  const crumbs = (): Promise<string[]> => page.locator('.crumbs li').allTextContents();
  const box = widestAt(boxesOf(await flameOf(shop), { weight: 'samples' }), 1);
  await page.getByText('The graph as a table').click();
  const { x, y } = await middleOf(page, box);
  await page.mouse.click(x, y);
  await page.waitForURL(/zoom=/);
  const path = await crumbs();
  const samples = async (): Promise<number> =>
    Number((await column(page, 'The graph as a table', 3))[0]?.replace(/\D/g, ''));
  const before = await samples();
  await shop.load();
  await expect.poll(samples).toBeGreaterThan(before);
  expect(await crumbs()).toEqual(path);
  expect(new URL(page.url()).searchParams.has('zoom')).toBe(true);
});

test('with live updates off the page sends no requests; on again, it catches up', async () => {
  const page = await visitor.blank(ownClock);
  await page.clock.install();
  await visitor.go(page, shop.report);
  const follow = page.getByRole('button', { name: 'Live', exact: true });
  expect(await follow.getAttribute('aria-pressed')).toBe('true');
  await follow.click();
  const held = page.getByText('Live updates are off.');
  await held.waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.clock.runFor(60_000);
  expect(asked).toEqual([]);
  // The clock stands still: whoever comes back need not wait for the next turn.
  await page.clock.pauseAt(Date.now() + 3_600_000);
  asked.length = 0;
  await page.getByRole('button', { name: 'Turn them on' }).click();
  await held.waitFor({ state: 'detached' });
  await expect.poll(() => asked.some((path) => path.endsWith('/live'))).toBe(true);
  asked.length = 0;
  // Again and again: while it looks, it need not look again.
  await expect
    .poll(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      return asked.some((path) => path.endsWith('/live'));
    })
    .toBe(true);
});

test('the theme is in the address and on the page', async () => {
  const page = await visitor.open(shop.report, { colorScheme: 'light' });
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /change to Light/ }).click();
  await page.getByRole('button', { name: /change to Dark/ }).click();
  await page.waitForURL(/theme=dark/);
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await show(page, 'Functions');
  expect(new URL(page.url()).searchParams.get('theme')).toBe('dark');
  await page.reload();
  await expect.poll(ground).toBe(dark);
  await page.getByRole('button', { name: /change to System/ }).click();
  await expect.poll(ground).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a key that is pressed as soon as the page has anything is not lost', async () => {
  const page = await visitor.blank();
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (document.querySelector('#app header') === null) return;
      watch.disconnect();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true }));
    });
    watch.observe(document, { subtree: true, childList: true });
  });
  await visitor.go(page, shop.report);
  await page.waitForURL(/view=flame/);
});

test('`?` opens the help, and Esc closes it and gives the focus back', async () => {
  const page = await visitor.open(shop.report);
  const help = page.getByRole('dialog', { name: 'Help' });
  await page.keyboard.press('?');
  await help.waitFor();
  // Keys of the page are for what is below the window.
  await page.keyboard.press('2');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('view=');
  const button = page.getByRole('button', { name: 'Help' });
  await button.click();
  await help.getByRole('button', { name: 'Close' }).click();
  await help.waitFor({ state: 'detached' });
  await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);
});

test('1, 2 and 3 lead to the views, but not while one types', async () => {
  const page = await visitor.open(shop.report);
  for (const [key, view, title] of [
    ['2', 'flame', 'Flame graph'],
    ['3', 'functions', 'Functions'],
    ['1', null, 'Overview'],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.searchParams.get('view') === view);
    await page.locator('.views [aria-current=page]', { hasText: title }).waitFor();
  }
  // The search belongs to a view, which comes with its answer.
  await page.getByLabel('Search routes').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('2');
  await page.waitForURL(/filter=2/);
  expect(page.url()).not.toContain('view=');
  await page.goBack();
  await page.waitForURL(/view=functions/);
});

test('every step is in the history', async () => {
  const page = await visitor.open(shop.report);
  const queries: string[] = [];
  const step = async (act: () => Promise<unknown>, wanted: RegExp): Promise<void> => {
    queries.push(new URL(page.url()).search);
    await act();
    await page.waitForURL(wanted);
  };
  await step(() => page.locator('.route select').selectOption('GET /shop/api/search'), /route=/);
  await step(() => page.keyboard.press('2'), /view=flame/);
  await page.locator('canvas').waitFor();
  await step(() => page.getByLabel('Width').selectOption('samples'), /weight=samples/);
  await step(() => page.getByRole('button', { name: 'Invert' }).click(), /fold=invert/);
  await step(() => page.locator('canvas').click({ position: { x: 60, y: 30 } }), /zoom=/);
  await step(() => page.keyboard.press('3'), /view=functions/);
  await page.getByRole('region', { name: 'Functions' }).waitFor();
  await step(() => page.getByLabel('Group by').selectOption('file'), /group=file/);
  await step(
    () => page.getByRole('columnheader', { name: 'Total CPU' }).getByRole('link').click(),
    /sort=total/,
  );
  const last = new URL(page.url()).search;
  for (const query of queries.toReversed()) {
    await page.goBack();
    await expect.poll(() => new URL(page.url()).search).toBe(query);
  }
  await page.getByRole('region', { name: 'Routes' }).waitFor();
  expect(await page.locator('.route select').inputValue()).toBe('');
  for (const query of [...queries.slice(1), last]) {
    await page.goForward();
    await expect.poll(() => new URL(page.url()).search).toBe(query);
  }
  await expect.poll(() => page.getByLabel('Group by').inputValue()).toBe('file');
  await expect.poll(() => page.locator('#app th[aria-sort=descending]').textContent()).toContain('Total CPU');
});

test('the menu has every format, of what is on the screen', async () => {
  await fetch(`${shop.report}pause`, { method: 'POST' });
  const page = await visitor.open(`${shop.report}?filter=search`);
  const menu = page.locator('.acts .menu');
  const open = (): Promise<void> => menu.getByText('Download', { exact: true }).click();
  const get = async (name: string | RegExp): Promise<{ readonly file: string; readonly text: string }> => {
    if ((await menu.getAttribute('open')) === null) await open();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const download = await saving;
    const pieces: Buffer[] = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
    return { file: download.suggestedFilename(), text: Buffer.concat(pieces).toString() };
  };
  const json = await get('JSON, for scripts');
  const model = JSON.parse(json.text) as ReportModel & { readonly format: number };
  expect(model.format).toBe(1);
  expect(model.routes.map(({ route }) => route)).toEqual(['/shop/api/search']);
  expect(json.file).toMatch(/\.json$/);
  const [cpu] = await column(page, 'Routes', 3);
  for (const [name, ending] of [
    ['Text, for a terminal', /\.txt$/],
    ['Markdown, short', /\.md$/],
  ] as const) {
    const { file, text } = await get(name);
    expect(file).toMatch(ending);
    expect(text).toContain('/shop/api/search');
    expect(plain(text)).toContain(cpu);
  }
  expect((await get('This page, as one HTML file')).file).toMatch(/\.html$/);
  // A click elsewhere, and Esc, close it.
  await open();
  if ((await menu.getAttribute('open')) === null) await open();
  await page.keyboard.press('Escape');
  await expect.poll(() => menu.getAttribute('open')).toBeNull();
  await open();
  await page.getByLabel('Search routes').click();
  await expect.poll(() => menu.getAttribute('open')).toBeNull();
  await fetch(`${shop.report}resume`, { method: 'POST' });
  for (const [name, ending] of [
    [/^pprof/, /\.pb\.gz$/],
    [/^\.cpuprofile/, /\.cpuprofile$/],
    [/^speedscope/, /\.speedscope\.json$/],
    [/^callgrind/, /\.callgrind$/],
    [/^Folded stacks/, /\.folded\.txt$/],
  ] as const) {
    const { file, text } = await get(name);
    expect(file).toMatch(ending);
    expect(text.length).toBeGreaterThan(100);
  }
});
