import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send, type Visit, visits } from '../../../../apps/slow/src/visits.ts';
import { type SlowProcess, startSlowProcess } from '../../../../apps/slow/test/slow-process.ts';
import { plain, useBrowser } from './browse.ts';

const visitor = useBrowser();
const height = 900;
let app: SlowProcess;
beforeAll(async () => {
  app = await startSlowProcess();
});
afterAll(() => app?.stop());

const server = String.raw`waiting for 127\.0\.0\.1:\d+`;
const otherRequest = 'waiting until another request releases a connection or a lock';
/** Where there is more work than cores, a thread that computes uses as little of its time as one that is blocked. */
const holds = '(?:computing, |blocks the event loop for )';

/** Of each route: what its sentence says, and the line of code that it names. */
const sentences: readonly [route: string, words: string, file: string, code: string][] = [
  ['GET /invoices', server, 'routes/queries.ts', 'pg_sleep(0.12)'],
  ['GET /orders', `${server}: 20 calls per request .*one after the other`, 'routes/queries.ts', '= $1'],
  ['GET /orders/at-once', `${server}: 20 calls per request .*at the same time`, 'routes/queries.ts', '= $1'],
  ['GET /stock', otherRequest, 'routes/queries.ts', 'await smallPool.query'],
  ['GET /popular', server, 'routes/queries.ts', 'await database.query(\n'],
  ['POST /login', 'waiting for a free thread of libuv’s pool \\(pbkdf2\\)', 'routes/waits.ts', '(pbkdf2)('],
  ['GET /dashboard', server, 'routes/waits.ts', 'await fetch(url)'],
  ['POST /bookings', otherRequest, 'lock.ts', 'await before'],
  ['GET /weather', server, 'routes/waits.ts', 'await fetch(url)'],
  ['GET /reminder', 'waiting for a timer', 'routes/waits.ts', 'await setTimeout(50)'],
  ['GET /search', holds, 'routes/blocks.ts', "get('/search'"],
  ['GET /catalogue', holds, 'routes/blocks.ts', "get('/catalogue'"],
  ['GET /settings', holds, 'routes/blocks.ts', "get('/settings'"],
  ['GET /version', 'blocks the event loop for .* without computing', 'routes/blocks.ts', "get('/version'"],
  ['POST /photos', 'waiting for its client', 'routes/transfers.ts', 'await (const chunk'],
  ['GET /export.csv', 'waiting for its client', 'routes/transfers.ts', 'await pipeline'],
];

test('each route but the one without a sin has a sentence', () => {
  const names = visits
    .map(({ method, path }) => `${method} ${path}`)
    .filter((name) => name !== 'GET /health');
  expect(sentences.map(([route]) => route).sort()).toEqual(names.sort());
});

test.for(sentences)('the first screen of %s says: %s', async ([route, words, file, code], { signal }) => {
  const place = `${file}:${lineOf(file, code)}`;
  const says = (text: string): boolean => new RegExp(words, 'i').test(text) && text.includes(place);
  await untilFound(route, says, signal);
  const page = await visitor.open(`${app.page}?${new URLSearchParams({ route })}`);
  await page.getByRole('heading', { name: route, exact: true }).waitFor();
  const seen = await onFirstScreen(page, '.findings li');
  expect(seen.filter(says), seen.join('\n')).toHaveLength(1);
});

test('the overview leads with findings', async () => {
  const page = await visitor.open(app.page);
  const seen = await onFirstScreen(page, '.findings li');
  const { findings } = await app.report();
  expect(findings.length).toBe(5);
  expect(seen).toHaveLength(5);
  const top = async (part: string): Promise<number> => (await page.locator(part).first().boundingBox())!.y;
  expect(await top('.findings')).toBeLessThan(await top('#app main table'));
});

/** Calls a route as its clients do, until the report says what is wrong with it, however fast the machine is. */
async function untilFound(
  route: string,
  says: (text: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const visit = visits.find(({ method, path }) => `${method} ${path}` === route) as Visit;
  while (!signal.aborted) {
    await Promise.all(Array.from({ length: visit.clients }, () => send(app.port, visit)));
    const { findings } = await app.report({ route });
    if (findings.some(({ text, file, line }) => says(`${text} ${file}:${line}`))) return;
  }
}

/** The texts of those that are wholly within the window, before anything is scrolled. */
async function onFirstScreen(page: Page, parts: string): Promise<string[]> {
  await page.locator(parts).first().waitFor();
  const all = await page.locator(parts).evaluateAll((found) =>
    found.map((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return { text: one.textContent ?? '', top: top + scrollY, bottom: bottom + scrollY };
    }),
  );
  return all.filter(({ top, bottom }) => top >= 0 && bottom <= height).map(({ text }) => plain(text));
}

/** The first line of a file of the app that has this code. */
function lineOf(file: string, code: string): number {
  const text = readFileSync(join(import.meta.dirname, '../../../../apps/slow/src', file), 'utf8');
  const index = text.indexOf(code);
  expect(index, `${code} in ${file}`).toBeGreaterThanOrEqual(0);
  return text.slice(0, index).split('\n').length;
}
