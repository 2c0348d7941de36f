import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFileReport, readProfile, type Window } from '../../../core/src/tools/index.ts';
import { shopWindow } from '../../../core/test/export/fixture.ts';
import { cartLines, lineCode, lineProfile } from '../../../core/test/fixtures/line-profiles.ts';
import { toolProfiles } from '../../../core/test/fixtures/tool-profiles.ts';
import { serveReport } from '../../../routeprof/src/open/serve-report.ts';
import { show, useBrowser } from './browse.ts';

const visitor = useBrowser();

async function serve(window: Window): Promise<string> {
  const { url, close } = await serveReport(createFileReport(window), 0);
  onTestFinished(close);
  return url;
}

test('a profile from a file has every view, and no controls of measuring', async () => {
  const page = await visitor.open(await serve(shopWindow));
  await page.getByRole('heading', { name: 'shop 1.2.3' }).waitFor();
  const buttons = await page.getByRole('banner').getByRole('button').allTextContents();
  expect(buttons.filter((name) => /Live|Pause|Resume|Clear/.test(name))).toEqual([]);
  await page.getByText('Download', { exact: true }).waitFor();
  await show(page, 'Flame graph');
  await show(page, 'Functions');
  await page.getByRole('link', { name: 'visit' }).first().waitFor();
});

test('the page sends no requests over time', async () => {
  const page = await visitor.blank();
  await page.clock.install();
  await visitor.go(page, await serve(shopWindow));
  const asked: string[] = [];
  page.on('request', (request) => {
    // Scripts of other views, once.
    if (!request.url().includes('/assets/part-')) asked.push(request.url());
  });
  await page.clock.runFor(20_000);
  expect(asked).toEqual([]);
});

test('a file of another tool shows no date, process or time that it does not have', async () => {
  const frame = (functionName: string) => ({ functionName, url: '', lineNumber: -1, columnNumber: -1 });
  const file = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2] },
      { id: 2, callFrame: frame('work'), children: [] },
    ],
    startTime: 5_000,
    endTime: 8_000,
    samples: [2, 2, 1],
    timeDeltas: [0, 1_500, 1_500],
  };
  const page = await visitor.open(await serve(await readProfile(Buffer.from(JSON.stringify(file)))));
  await page.getByText('This profile has no routes.', { exact: true }).waitFor();
  expect(await page.getByRole('banner').locator('dt').allTextContents()).toEqual([
    'Measured',
    'Requests',
    'Rate',
    'Errors',
    'CPU',
    'Samples',
    'Profiler’s own cost',
  ]);
  await show(page, 'Functions');
  await page.getByRole('link', { name: 'work' }).first().waitFor();
  expect(await page.locator('#app').textContent()).not.toMatch(/1970|pid 0|NaN|Infinity|00:00:00/);
});

test('a profile of memory opens by bytes, and every view follows the measure that is chosen', async () => {
  const [heap] = toolProfiles;
  const page = await visitor.open(await serve(await readProfile(heap?.bytes as Uint8Array)));
  const measure = page.getByLabel('Measure');
  await measure.waitFor();
  expect(await measure.locator('option').allTextContents()).toEqual([
    'alloc_objects, count',
    'alloc_space, bytes',
    'inuse_objects, count',
    'inuse_space, bytes',
  ]);
  expect(await measure.inputValue()).toBe('inuse_space/bytes');
  expect(await page.getByRole('banner').locator('dt').allTextContents()).toContain('inuse_space');

  await show(page, 'Functions');
  await page.getByRole('link', { name: 'make', exact: true }).first().waitFor();
  const heads = await page.getByRole('columnheader').allTextContents();
  expect(heads.map((head) => head.replace(/[↑↓]/g, '').trim())).toEqual([
    'Function',
    'Code',
    'Self %',
    'Total %',
    'Self',
    'Total',
  ]);
  const row = page.getByRole('row', { name: /^make/ });
  await row.getByText('22.5 KiB').waitFor();

  await measure.selectOption('alloc_objects/count');
  await row.getByText('20\u202f000').waitFor();
  expect(new URL(page.url()).searchParams.get('measure')).toBe('alloc_objects/count');

  await show(page, 'Flame graph');
  await page.getByText('The graph as a table').click();
  const call = page.getByRole('table').getByRole('row', { name: /^make/ });
  await call.getByText('25\u202f000').waitFor();
  expect(await page.getByRole('columnheader', { name: 'Total', exact: true }).count()).toBe(1);
  await page.getByLabel('Width by').waitFor({ state: 'detached' });

  await page.goto(new URL('?view=pivot&function=make%20/app/make.x:7', page.url()).href);
  await page.getByText('Itself 22.5 KiB').waitFor();
  expect(await page.locator('#app').textContent()).not.toMatch(/NaN|undefined|CPU/);
});

test('a profile that tells lines has them beside the code, or by themselves where there is none', async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'routeprof-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'shop.js');
  writeFileSync(file, lineCode.join('\n'));
  const report = await serve(await readProfile(lineProfile(file)));
  const source = (measure: string) =>
    `${report}?${new URLSearchParams({ view: 'source', function: `cart ${file}:6`, measure })}`;
  const page = await visitor.open(source('cpu'));
  const amounts = async () =>
    (await page.locator('.source li').allInnerTexts()).map(
      (line) => line.match(/[\d.]+\u202f(?:ms|KiB)/g) ?? [],
    );
  await page.getByText('Self counts samples that ended in the line').waitFor();
  const told = new Map(cartLines.map(({ line, self, total }) => [line, [self, total].filter(Boolean)]));
  const expected = lineCode.map(
    (_, index) => told.get(index + 1)?.map((ms) => `${ms.toFixed(1)}\u202fms`) ?? [],
  );
  // The first line has what the whole function has.
  const ofLines = async () => (await amounts()).map((found, index) => (index === 5 ? [] : found));
  expect(await ofLines()).toEqual(expected);
  await visitor.go(page, source('alloc_space'));
  await page.locator('.line-heads').getByText('self', { exact: true }).waitFor();
  expect((await ofLines())[6]).toEqual(['72.0\u202fKiB']);
  rmSync(file);
  await visitor.go(page, source('cpu'));
  await page.getByText('The source cannot be shown.').waitFor();
  expect(await page.locator('#app main').textContent()).toMatch(/shop\.js:9\s*11\.0\u202fms/);
});
