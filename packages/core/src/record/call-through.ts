import { callApp } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';
import type { RunInScope } from '../sample/source.ts';

/** Runs functions in a scope. `onFailure` gets the runner's own failures, not the function's. */
export interface ScopeRunner {
  readonly run: RunInScope;
  onFailure(error: unknown): void;
}

/** A call of the app. */
class Call<T> {
  readonly #fn: (...args: never[]) => T;
  readonly #self: unknown;
  readonly #args: readonly unknown[] | undefined;
  step: 'waiting' | 'running' | 'returned' = 'waiting';
  value: T | undefined;

  constructor(fn: (...args: never[]) => T, self?: unknown, args?: readonly unknown[]) {
    this.#fn = fn;
    this.#self = self;
    this.#args = args;
  }

  perform(): T {
    this.step = 'running';
    const value = callApp(this.#fn, this.#self, this.#args);
    this.value = value;
    this.step = 'returned';
    return value;
  }
}

const perform = <T>(call: Call<T>): T => call.perform();

/**
 * Calls the app's `fn` in a scope. If the runner itself fails, `fn` is still called, and only once: only what `fn`
 * throws gets out. Called for most events of a request, so it creates only one object.
 */
export function callThrough<T>(
  runner: ScopeRunner,
  scope: Scope,
  fn: (...args: never[]) => T,
  self?: unknown,
  args?: readonly unknown[],
): T {
  const call = new Call(fn, self, args);
  try {
    return runner.run(scope, perform<T>, call);
  } catch (error) {
    if (call.step === 'running') throw error;
    runner.onFailure(error);
    return call.step === 'returned' ? (call.value as T) : callApp(fn, self, args);
  }
}
