import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findBrowser } from '../../../../scripts/find-browser.ts';

/** Opens pages, each in a fresh context, and fails the test whose page broke a policy, threw, or went elsewhere. */
export interface Visitor {
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Everything the page must wait for comes from loopback: longer than this, it does not come. */
const waitMillis = 8_000;

/** A browser for the tests of a file. */
export function useBrowser(): Visitor {
  let browser: Browser;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findBrowser(),
      // The sandbox does not start for root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-quic', '--disable-background-networking', '--disable-component-update'],
    });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(faults.splice(0), 'what the pages did wrong').toEqual([]);
  });
  return {
    async open(url, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(waitMillis);
      const page = await context.newPage();
      await watch(page, new URL(url), faults);
      await page.goto(url);
      if (options.javaScriptEnabled !== false)
        await page
          .locator('#app main .state, #app main table, #app main .source, #app canvas')
          .first()
          .waitFor();
      return page;
    },
  };
}

async function watch(page: Page, { origin, protocol }: URL, faults: string[]): Promise<void> {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // Browsers ask every host for its icon, and say so when there is none.
    const icon = message.location().url.endsWith('/favicon.ico');
    if ((message.type() === 'error' || message.type() === 'warning') && !icon)
      faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const inline = url.protocol === 'data:' || url.protocol === 'blob:';
    if (!inline && (protocol === 'file:' ? url.protocol !== 'file:' : url.origin !== origin))
      faults.push(`request: ${request.url()}`);
  });
  await page.exposeFunction('tellFault', (fault: string) => void faults.push(fault));
  await page.addInitScript(() => {
    const { tellFault } = window as never as { readonly tellFault: (fault: string) => void };
    addEventListener('securitypolicyviolation', (event) =>
      tellFault(`policy: ${event.effectiveDirective} forbids ${event.blockedURI}`),
    );
  });
}

/** The texts of a column, from the top. */
export async function column(page: Page, label: string, index: number): Promise<string[]> {
  const rows = page.getByRole('region', { name: label, exact: true }).locator('tbody tr');
  return rows.evaluateAll(
    (all, at) => all.map((row) => (row.children[at] as HTMLElement).textContent.replace(/\s+/g, ' ').trim()),
    index,
  );
}
