import { callApp } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';

/** What runs a function in a scope, and hears of its own failures. */
export interface ScopeRunner {
  run<T>(scope: Scope, fn: () => T): T;
  onFailure(error: unknown): void;
}

type Step = 'waiting' | 'running' | 'returned';

/**
 * Calls `fn`, of the app, in a scope. Should the runner fail by itself, `fn` is called all the same, and once: only what `fn` throws
 * gets out. Called for most events of a request, so it makes no more than the one function.
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
