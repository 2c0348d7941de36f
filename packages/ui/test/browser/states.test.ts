import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { show, useBrowser } from './browse.ts';
import { type Served, serveShop } from './serve.ts';

const visitor = useBrowser();
/** Pages with the same options share a clock. */
const ownClock = { timezoneId: 'UTC' };
const token = 'a-token-for-tests';
let shop: Served;
let guarded: Served;
beforeAll(async () => {
  shop = await serveShop();
  guarded = await serveShop({ token, load: false, pause: false });
});
afterAll(async () => {
  await shop?.close();
  await guarded?.close();
});

const views = (page: Page) => page.getByRole('navigation', { name: 'Views' });
const state = (page: Page) => page.locator('#app main .state');

test('nothing measured: says what to do, in every view, and shows new measurements', async () => {
  await fetch(`${shop.report}clear`, { method: 'POST' });
  const page = await visitor.open(shop.report);
  for (const view of ['Overview', 'Flame graph', 'Functions']) {
    await views(page).getByRole('link', { name: view }).click();
    await state(page).getByText('Nothing is measured yet.').waitFor();
    await state(page).getByText('The profiler is paused: resume it, then send requests').waitFor();
  }
  await views(page).getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await shop.load();
  await page.getByRole('region', { name: 'Routes' }).getByRole('link', { name: 'search' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
});

test('nothing found: says so, and the search is still there', async () => {
  const page = await visitor.open(shop.report);
  await page.getByLabel('Search routes').fill('nothing of that name');
  await state(page).getByText('No route matches the search.').waitFor();
  await page.getByLabel('Search routes').fill('');
  await page.getByRole('region', { name: 'Routes' }).waitFor();
  await show(page, 'Functions');
  await page.getByLabel('Search functions').fill('nothing of that name');
  await state(page).getByText('No function matches the search.').waitFor();
});

test('a pattern that the server refuses: says why, and the search is still there', async () => {
  // A browser would take it.
  visitor.expectFault(/status of 400/);
  const page = await visitor.open(shop.report);
  // Nothing but the alert is there to wait for.
  const refused = `${shop.report}?view=functions&filter=${encodeURIComponent('/(?=a)/')}`;
  await visitor.go(page, refused, '#app [role=alert]');
  await page.getByRole('alert').getByText('is not a regular expression that can be used').waitFor();
  await page.getByLabel('Search functions').fill('/a+/');
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Functions' }).waitFor();
});

test('paused: says so until it goes on', async () => {
  const page = await visitor.open(shop.report);
  const notice = page.getByRole('status').getByText(/^Paused since .* UTC: nothing is being recorded\.$/);
  await notice.waitFor();
  for (const view of ['Flame graph', 'Functions']) {
    await show(page, view);
    expect(await notice.isVisible()).toBe(true);
  }
});

test('loading: a word, then the answer', async () => {
  const page = await visitor.open(shop.report);
  let release = (): void => {};
  const hold = async (question: RegExp): Promise<void> => {
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(question, async (route) => {
      await released;
      await route.continue();
    });
  };
  await hold(/view=routes&format=json/);
  await page.reload();
  await state(page).getByText('Loading…').waitFor();
  release();
  await page.getByRole('region', { name: 'Routes' }).waitFor();
  await hold(/view=functions&format=json/);
  await views(page).getByRole('link', { name: 'Functions' }).click();
  await state(page).getByText('Loading…').waitFor();
  expect(await page.locator('#view').getAttribute('aria-busy')).toBe('true');
  release();
  await page.getByRole('region', { name: 'Functions' }).waitFor();
  await expect.poll(() => page.locator('#view').getAttribute('aria-busy')).toBe('false');
});

test('an error: shows the server’s message, with links out of it', async () => {
  visitor.expectFault(/Failed to load resource.*500/);
  const page = await visitor.open(shop.report);
  await page.route(/view=functions/, (route) =>
    route.fulfill({ status: 500, json: { error: 'The store <b>is</b> not there.' } }),
  );
  await views(page).getByRole('link', { name: 'Functions' }).click();
  await state(page).getByText('The report could not be made.').waitFor();
  await state(page).getByText('The store <b>is</b> not there.').waitFor();
  await views(page).getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('region', { name: 'Routes' }).waitFor();
});

test('an unknown function: says so at once, with links out of it', async () => {
  visitor.expectFault(/Failed to load resource.*400/);
  const page = await visitor.open(
    `${shop.report}?view=pivot&function=${encodeURIComponent('gone /gone.js:1')}`,
  );
  await state(page).getByText('Not in this profile.').waitFor();
  await state(page).getByRole('link', { name: 'All functions' }).click();
  await page.getByRole('region', { name: 'Functions' }).waitFor();
});

test('an app that does not answer: keeps the last report, says so, and comes back by itself', async () => {
  visitor.expectFault(/Failed to load resource: net::ERR_FAILED/);
  const page = await visitor.open(shop.report);
  await page.route(/\/live$/, (route) => route.abort());
  const notice = page.getByText('The app does not answer. This is the last report');
  await notice.waitFor();
  expect(await page.getByRole('region', { name: 'Routes' }).isVisible()).toBe(true);
  await page.unroute(/\/live$/);
  await notice.waitFor({ state: 'detached' });
  await page.route(/format=json/, (route) => route.abort());
  await views(page).getByRole('link', { name: 'Functions' }).click();
  await state(page).getByText('The app does not answer.').waitFor();
});

test('a token opens the page and leaves the address; without it the page says so', async () => {
  expect((await fetch(guarded.report)).status).toBe(404);
  visitor.expectFault(/Failed to load resource.*404/);
  const page = await visitor.open(`${guarded.report}?token=${token}`);
  await page.getByRole('region', { name: 'Routes' }).waitFor();
  expect(page.url()).not.toContain(token);
  await page.context().clearCookies();
  await views(page).getByRole('link', { name: 'Functions' }).click();
  await state(page).getByText('Not signed in.').waitFor();
  await views(page).getByRole('link', { name: 'Overview' }).click();
  await page.getByText('This browser no longer has access to the report. This is the last report.').waitFor();
  await visitor.go(page, `${guarded.report}?token=${token}`);
  await page.getByRole('region', { name: 'Routes' }).waitFor();
});

test('a sign-in page instead of an answer: says so, and not that the app does not answer', async () => {
  const page = await visitor.open(shop.report);
  await page.route(/\/live$/, (route) => route.fulfill({ contentType: 'text/html', body: '<form></form>' }));
  await page.getByText('This browser no longer has access to the report.').waitFor();
  await page.unroute(/\/live$/);
  await page.getByText('This browser no longer has access to the report.').waitFor({ state: 'detached' });
});

test('a refused question is sent again only when the stamp changes', async () => {
  visitor.expectFault(/Failed to load resource.*400/);
  const page = await visitor.blank(ownClock);
  await page.clock.install();
  const stamps = ['one'];
  let looked = 0;
  let asked = 0;
  await page.route(/\/live$/, (route) => {
    looked++;
    return route.fulfill({ json: { stamp: stamps.at(-1) } });
  });
  await page.route(/view=functions&format=json/, (route) => {
    asked++;
    return route.fulfill({ status: 400, json: { error: 'There is no such thing.' } });
  });
  // The last good answer is older than what there is to know.
  await visitor.go(page, shop.report);
  await page.keyboard.press('3');
  await state(page).getByText('Not in this profile.').waitFor();
  const turns = async (count: number): Promise<void> => {
    const until = looked + count;
    while (looked < until) await page.clock.runFor(500);
  };
  await turns(2);
  const before = asked;
  await turns(3);
  expect(asked).toBe(before);
  stamps.push('two');
  await turns(5);
  expect(asked).toBe(before + 1);
});

test('a refused command is reported', async () => {
  visitor.expectFault(/Failed to load resource.*403/);
  const page = await visitor.open(shop.report);
  await page.route(/\/resume$/, (route) => route.fulfill({ status: 403, body: 'Not from here.' }));
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Could not resume: Not from here.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => page.getByText('Could not resume').isVisible()).toBe(false);
});
