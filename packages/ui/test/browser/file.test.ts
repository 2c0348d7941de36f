import { expect, onTestFinished, test } from 'vitest';
import { createFileReport, readProfile, type Window } from '../../../core/src/tools/index.ts';
import { shopWindow } from '../../../core/test/export/fixture.ts';
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

test('nothing is asked for as time passes', async () => {
  const page = await visitor.blank();
  await page.clock.install();
  await visitor.go(page, await serve(shopWindow));
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  await page.clock.runFor(20_000);
  expect(asked).toEqual([]);
});

test('a file of another tool shows no date, process or time that it does not tell', async () => {
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
  await page.getByText('This profile knows of no routes.', { exact: true }).waitFor();
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
