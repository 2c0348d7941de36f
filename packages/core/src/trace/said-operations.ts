import type { Scope } from '../sample/scope.ts';
import type { Operation } from './operation.ts';
import type { Made, RequestTrace } from './request-trace.ts';

/** What libraries say of what traced requests make. */
export interface SaidOperations {
  /** A library begins an operation: what is made from now on belongs to it, until it has begun (`undefined`). */
  operate(operation: Operation | undefined): void;
  /** A library calls back with the answer: promises that are resolved from now on waited for it, until `undefined`. */
  deliver(operation: Operation | undefined): void;
  /** The operation that a resource belongs to which is made now. */
  of(trace: RequestTrace, type: string, parent: Made | undefined): Operation | undefined;
  /** A promise that somebody awaits is resolved. */
  resolve(promise: number): void;
}

export function createSaidOperations(
  current: () => Scope | undefined,
  open: ReadonlySet<RequestTrace>,
): SaidOperations {
  let delivered: Operation | undefined;
  return {
    operate(operation) {
      const trace = current()?.trace as RequestTrace | undefined;
      if (trace !== undefined) trace.operation = operation;
    },
    deliver(operation) {
      delivered = operation;
    },
    of(trace, type, parent) {
      if (trace.operation !== undefined) return trace.operation;
      // An async function of a library goes on with its operation. Other callbacks may be the app's.
      return type === 'PROMISE' && parent?.type === 'PROMISE' ? parent.operation : undefined;
    },
    resolve(promise) {
      if (delivered === undefined) return;
      for (const { made } of open) {
        const awaited = made.get(promise);
        if (awaited !== undefined) awaited.operation = delivered;
      }
    },
  };
}
