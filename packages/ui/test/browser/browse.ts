import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';

/** Opens pages, and fails the test whose page broke a policy, threw, complained, or went elsewhere. */
export interface Visitor {
  /** A page with a report. Tests use it one after the other: a browser takes long over a new one. */
  open(report: string, options?: BrowserContextOptions): Promise<Page>;
  /** A new page without anything, for what would stay with a page; it is closed after the test. */
  blank(options?: BrowserContextOptions): Promise<Page>;
  /** Takes a page to a report, which shows a view, or what is named, when this resolves. */
  go(page: Page, report: string, seen?: string): Promise<void>;
  /** What a test brings about on purpose: the pages must complain of it, and may. */
  expectFault(fault: RegExp): void;
}

/** Everything comes from loopback, but one busy core may have a browser, a server and a build beside it. */
const waitMillis = 60_000;

/** What is there as soon as a view shows anything but that it loads. */
const anyView = [
  '#app main .state:not([role=status])',
  '#app main table',
  '#app main .source',
  '#app main canvas',
].join();

/** Pages with the same options; the page keeps nothing in the browser but the cookie of a token. */
interface Room {
  readonly context: BrowserContext;
  readonly colorScheme: 'light' | 'dark';
  /** The page that is used again, while no test has it. */
  free: Page | undefined;
}

/** A browser for the tests of a file. */
export function useBrowser(): Visitor {
  let browser: Browser;
  const rooms = new Map<string, Room>();
  const watch = new Watch();
  beforeAll(async () => {
    const found = inject('browser');
    if ('missing' in found) throw new Error(found.missing);
    browser = await chromium.connect(found.endpoint);
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(Array.from(rooms.values(), tidy));
    watch.judge();
  });
  const roomOf = async (options: BrowserContextOptions): Promise<Room> => {
    const kind = JSON.stringify(options);
    let room = rooms.get(kind);
    if (room === undefined) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(waitMillis);
      await watch.over(context);
      const colorScheme = options.colorScheme === 'dark' ? 'dark' : 'light';
      room = { context, colorScheme, free: await context.newPage() };
      rooms.set(kind, room);
    }
    return room;
  };
  const visitor: Visitor = {
    async open(report, options = {}) {
      const room = await roomOf(options);
      const page = room.free ?? (await room.context.newPage());
      room.free = undefined;
      await visitor.go(page, report);
      return page;
    },
    async blank(options = {}) {
      return (await roomOf(options)).context.newPage();
    },
    async go(page, report, seen = anyView) {
      watch.allow(report);
      await page.goto(report);
      await page.locator(seen).first().waitFor();
    },
    expectFault: (fault) => watch.expect(fault),
  };
  return visitor;
}

/** Leaves the first page as it was before the test, and no other. */
async function tidy(room: Room): Promise<void> {
  const pages = room.context.pages();
  const [first, ...others] = pages;
  await Promise.all(pages.map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })));
  await Promise.all(others.map((page) => page.close()));
  await first?.emulateMedia({ colorScheme: room.colorScheme });
  // What no test had is empty.
  if (first !== undefined && first !== room.free) await empty(first);
  room.free = first;
}

/** Shows nothing, of the same site and with the header that keeps others out: the browser then needs no new process. */
async function empty(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  if (origin === 'null') return;
  const nothing = `${origin}/nothing`;
  await page.route(nothing, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'cross-origin-opener-policy': 'same-origin' },
      body: '',
    }),
  );
  await page.goto(nothing);
  await page.unroute(nothing);
}

/** What the pages of a test did wrong. */
class Watch {
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #allowed = new Set<string>();

  /** Pages may ask the origin of this URL for things. */
  allow(url: string): void {
    this.#allowed.add(originOf(url));
  }

  expect(fault: RegExp): void {
    this.#expected.push(fault);
  }

  async over(context: BrowserContext): Promise<void> {
    const tell = (fault: string): void => void this.#faults.push(fault);
    context.on('weberror', (error) => tell(`error: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      tell(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('console', (message) => {
      // Browsers ask every host for its icon, and say so when there is none.
      const icon = message.location().url.endsWith('/favicon.ico');
      if ((message.type() === 'error' || message.type() === 'warning') && !icon)
        tell(`console: ${message.text()}`);
    });
    context.on('request', (request) => {
      const url = request.url();
      if (!/^(data|about):/.test(url) && !this.#allowed.has(originOf(url))) tell(`request: ${url}`);
    });
    await context.exposeFunction('tellFault', tell);
    await context.addInitScript(() => {
      const { tellFault } = window as never as { readonly tellFault: (fault: string) => void };
      addEventListener('securitypolicyviolation', (event) =>
        tellFault(`policy: ${event.effectiveDirective} forbids ${event.blockedURI}`),
      );
    });
  }

  /** Fails the test for what it did not expect, and for what it expected in vain. */
  judge(): void {
    const faults = this.#faults.splice(0);
    const expected = this.#expected.splice(0);
    this.#allowed.clear();
    const isExpected = (fault: string): boolean => expected.some((one) => one.test(fault));
    expect(
      faults.filter((fault) => !isExpected(fault)),
      'what the pages did wrong',
    ).toEqual([]);
    const missed = expected.filter((one) => !faults.some((fault) => one.test(fault)));
    expect(missed, 'what the pages should have complained of').toEqual([]);
  }
}

/** Of a URL within the page (`blob:http://…`) it is that of the page; files are all of one. */
function originOf(url: string): string {
  const { protocol, origin } = new URL(url);
  return protocol === 'file:' ? protocol : origin;
}

/** How tests ask in the page's stead: a server may close an idle connection just as it is used again. */
export const patient = { maxRetries: 3 };

/** Changes the answers to the page on their way: for what a short measurement does not have. Takes effect with the next one. */
export async function rewrite(page: Page, change: (model: ReportModel) => ReportModel): Promise<void> {
  await page.route(/format=json/, async (route) => {
    // The server refuses what the changed model alone knows of.
    const url = new URL(route.request().url());
    for (const name of ['process', 'version', 'service']) url.searchParams.delete(name);
    if (url.searchParams.get('base')?.startsWith('version:')) url.searchParams.set('base', '..');
    const response = await route.fetch({ ...patient, url: url.href });
    await route.fulfill({ response, json: change((await response.json()) as ReportModel) });
  });
}

/** Shows another view of the page. */
export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
  await page
    .getByRole('navigation', { name: 'Views' })
    .locator('[aria-current=page]', { hasText: view })
    .waitFor();
  await page.locator('#app main canvas, #app main table').first().waitFor();
}

/** The texts of a column, from the top, with one space for any. */
export async function column(page: Page, label: string, index: number): Promise<string[]> {
  const rows = page.getByRole('region', { name: label, exact: true }).locator('tbody tr');
  return rows.evaluateAll(
    (all, at) => all.map((row) => (row.children[at]?.textContent ?? '').replace(/\s+/g, ' ').trim()),
    index,
  );
}

/** Spaces of any width are one: a browser may break lines at them. */
export function plain(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
