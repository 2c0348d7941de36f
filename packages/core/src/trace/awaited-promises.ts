import { executionAsyncResource } from 'node:async_hooks';
import type { Scope } from '../sample/scope.ts';
import type { Resolved } from './arrival.ts';
import type { LoopLog } from './loop-log.ts';
import type { RequestTrace } from './request-trace.ts';

/** Promises that traced requests await, by their async ids, and how they were resolved. */
export interface AwaitedPromises {
  /** Somebody awaits it from now on. */
  follow(promise: number): void;
  /** Whether somebody awaits it, and it is not resolved. */
  isOpen(promise: number): boolean;
  resolve(promise: number, scope: Scope | undefined, nowMicros: number): void;
  resolutionOf(promise: number): Resolved | undefined;
  /** The request has ended. */
  forget(trace: RequestTrace): void;
  clear(): void;
}

export function createAwaitedPromises(log: LoopLog): AwaitedPromises {
  const awaited = new Map<number, Resolved | undefined>();
  return {
    follow(promise) {
      if (!awaited.has(promise)) awaited.set(promise, undefined);
    },
    isOpen: (promise) => awaited.has(promise) && awaited.get(promise) === undefined,
    resolve(promise, scope, nowMicros) {
      const isContinuation = executionAsyncResource() instanceof Promise;
      awaited.set(promise, { atMicros: nowMicros, scope, callback: log.callback, isContinuation });
    },
    resolutionOf: (promise) => awaited.get(promise),
    forget(trace) {
      for (const { trigger } of trace.made.values()) awaited.delete(trigger);
    },
    clear: () => awaited.clear(),
  };
}
