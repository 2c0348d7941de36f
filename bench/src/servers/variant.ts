import type { Handlers } from './handlers.ts';

/** `als`: an AsyncLocalStorage of the app's own instead of a profiler, the floor of anything that follows requests. */
export const variants = ['plain', 'profiled', 'als'] as const;
export type Variant = (typeof variants)[number];

export interface AppOptions {
  readonly variant: Variant;
  /** Options for the profiler. */
  readonly profiler: { readonly rate?: number; readonly token: string };
  readonly handlers: Handlers;
}

/** Makes the app, listens on a free port of this machine, and says which. */
export type StartApp = (options: AppOptions) => Promise<number>;
