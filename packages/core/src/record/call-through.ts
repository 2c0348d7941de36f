import { callApp } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';
import type { RunInScope } from '../sample/source.ts';

/** Runs functions in a scope. `onFailure` gets the runner's own failures, not the function's. */
export interface ScopeRunner {
  readonly run: RunInScope;
  onFailure(error: unknown): void;
}

/** A call of the app. */
class Call {
  #fn: ((...args: never[]) => unknown) | undefined;
  #self: unknown;
  #args: readonly unknown[] | undefined;
  step: 'waiting' | 'running' | 'returned' = 'waiting';
  value: unknown;

  prepare(fn: (...args: never[]) => unknown, self: unknown, args: readonly unknown[] | undefined): void {
    this.#fn = fn;
    this.#self = self;
    this.#args = args;
    this.step = 'waiting';
  }

  perform(): unknown {
    this.step = 'running';
    const value = callApp(this.#fn as () => unknown, this.#self, this.#args);
    this.value = value;
    this.step = 'returned';
    return value;
  }

  /** Keeps nothing of the app. */
  clear(): void {
    this.#fn = this.#self = this.#args = this.value = undefined;
  }
}

/** Of a call that is over. One is enough: calls within calls are rare. */
let spare: Call | undefined;

const perform = (call: Call): unknown => call.perform();

/**
 * Calls the app's `fn` in a scope. If the runner itself fails, `fn` is still called, and only once: only what `fn`
 * throws gets out. Called for most events of a request, so it makes no objects.
 */
export function callThrough<T>(
  runner: ScopeRunner,
  scope: Scope,
  fn: (...args: never[]) => T,
  self?: unknown,
  args?: readonly unknown[],
): T {
  const call = spare ?? new Call();
  spare = undefined;
  call.prepare(fn, self, args);
  try {
    return runner.run(scope, perform, call) as T;
  } catch (error) {
    if (call.step === 'running') throw error;
    runner.onFailure(error);
    return call.step === 'returned' ? (call.value as T) : callApp(fn, self, args);
  } finally {
    call.clear();
    spare = call;
  }
}
