import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../../../scripts/find-browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the browser is, or why there is none. */
    readonly browser: { readonly path: string } | { readonly missing: string };
  }
}

/** Finds the browser once, before all files. Where there is none, each test of the page fails, and no other. */
export default function provideBrowser(project: TestProject): void {
  try {
    project.provide('browser', { path: findBrowser() });
  } catch (error) {
    project.provide('browser', { missing: error instanceof Error ? error.message : String(error) });
  }
}
