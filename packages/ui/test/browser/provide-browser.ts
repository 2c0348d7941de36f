import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../../../scripts/find-browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the browser of all files listens, or why there is none. */
    readonly browser: { readonly endpoint: string } | { readonly missing: string };
  }
}

/** Starts one browser for all files. Where there is none, each test of the page fails, and no other. */
export default async function provideBrowser(project: TestProject): Promise<() => Promise<void>> {
  try {
    const server = await chromium.launchServer({
      executablePath: findBrowser(),
      host: '127.0.0.1',
      // The sandbox does not start for root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
    project.provide('browser', { endpoint: server.wsEndpoint() });
    return () => server.close();
  } catch (error) {
    project.provide('browser', { missing: error instanceof Error ? error.message : String(error) });
    return async () => {};
  }
}
