import { callApp } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';

/** Runs functions in a scope. `onFailure` gets the runner's own failures, not the function's. */
export interface ScopeRunner {
  run<T>(scope: Scope, fn: () => T): T;
  onFailure(error: unknown): void;
}

type Step = 'waiting' | 'running' | 'returned';

/**
 * Calls the app's `fn` in a scope. If the runner itself fails, `fn` is still called, and only once: only what `fn`
 * throws gets out. Called for most events of a request, so it creates only one function.
 */
export function callThrough<T>(
  runner: ScopeRunner,
  scope: Scope,
  fn: (...args: never[]) => T,
  self?: unknown,
  args?: readonly unknown[],
): T {
  let step = 'waiting' as Step;
  let value: T | undefined;
  try {
    return runner.run(scope, () => {
      step = 'running';
      value = callApp(fn, self, args);
      step = 'returned';
      return value;
    });
  } catch (error) {
    if (step === 'running') throw error;
    runner.onFailure(error);
    return step === 'returned' ? (value as T) : callApp(fn, self, args);
  }
}
