import type { Server } from 'node:http';
import type { Around, ProfilerSettings } from '../../variants/variant.ts';
import type { Handlers } from '../handlers.ts';

/** An app to make: as small as its framework allows, so that nothing hides what a variant adds. */
export interface AppPlan {
  /** The framework's modules, as the table of frameworks lists them. */
  readonly modules: readonly unknown[];
  readonly handlers: Handlers;
  readonly around: Around | undefined;
  /** Adds the profiler by the framework's adapter. */
  readonly profiling: Profiling | undefined;
}

export interface Profiling {
  /** The adapter's module. */
  readonly adapter: unknown;
  readonly settings: ProfilerSettings;
}

/** An app that does not listen yet. */
export type MakeApp = (plan: AppPlan) => Server | Promise<Server>;

export function defaultOf<Value>(module: unknown): Value {
  return ((module as { readonly default?: Value }).default ?? module) as Value;
}
