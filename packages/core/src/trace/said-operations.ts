import { executionAsyncId } from 'node:async_hooks';
import { performance } from '../clock.ts';
import type { Scope } from '../sample/scope.ts';
import { type CapturedStack, captureStack } from './await-stack.ts';
import type { HookCosts } from './hook-costs.ts';
import type { LoopLog } from './loop-log.ts';
import type { Operation } from './operation.ts';
import type { OwnWorkNotes } from './own-work.ts';
import type { BegunOperation, Made, RequestTrace } from './request-trace.ts';

/** What libraries say of what traced requests make. */
export interface SaidOperations {
  /** A library begins an operation: what is made from now on belongs to it, until it has begun (`undefined`). */
  operate(operation: Operation | undefined): void;
  /** A library calls back with the answer: promises that are resolved from now on waited for it, until `undefined`. */
  deliver(operation: Operation | undefined): void;
  /** A library has done something on the loop, while nothing else ran. */
  call(operation: Operation): void;
  /** The operation of the request whose answer the running callback of the loop has delivered, if there is one. */
  answerTo(trace: RequestTrace): BegunOperation | undefined;
  /** The operation that a resource belongs to which is made now. `follows` is the promise that it follows, or 0. */
  of(
    trace: RequestTrace,
    type: string,
    follows: number,
    parent: Made | undefined,
  ): BegunOperation | undefined;
  /** A promise that somebody awaits is resolved. */
  resolve(promise: number, scope: Scope | undefined): void;
}

export interface SaidOptions {
  readonly current: () => Scope | undefined;
  readonly open: ReadonlySet<RequestTrace>;
  readonly log: LoopLog;
  readonly own: OwnWorkNotes;
  readonly costs: HookCosts;
  readonly fail: (error: unknown) => void;
}

const mostCalls = 10_000;

export function createSaidOperations(options: SaidOptions): SaidOperations {
  const { current, open, log, own, costs } = options;
  let delivered: Operation | undefined;
  const begun = new WeakMap<Operation, BegunOperation>();
  /** What is called back is the code of the request that has asked, whatever context it runs in. */
  const running = (): RequestTrace | undefined => {
    const answered = delivered && begun.get(delivered);
    if (answered === undefined) return current()?.trace as RequestTrace | undefined;
    return open.has(answered.trace) ? answered.trace : undefined;
  };
  const stackAbove = (above: (...args: never[]) => unknown): CapturedStack => {
    const fromMillis = performance.now();
    const stack = captureStack(above);
    costs.insideMicros += (performance.now() - fromMillis) * 1000;
    return stack;
  };
  const operate = (operation: Operation | undefined): void => {
    const trace = running();
    if (trace === undefined) return;
    trace.operation = operation && begunBy(trace, operation);
  };
  const begunBy = (trace: RequestTrace, operation: Operation): BegunOperation => {
    const before = begun.get(operation);
    if (before !== undefined) return before;
    const now: BegunOperation = {
      operation,
      trace,
      atMicros: performance.now() * 1000,
      stack: stackAbove(operate),
      parent: trace.made.get(executionAsyncId()),
      answeredIn: undefined,
    };
    begun.set(operation, now);
    trace.isSaid = true;
    return now;
  };
  const call = (operation: Operation): void => {
    const trace = running();
    if (trace === undefined || trace.calls.length >= mostCalls) return;
    trace.calls.push({ operation, stack: stackAbove(call) });
  };
  const deliver = (operation: Operation | undefined): void => {
    delivered = operation;
    const answered = operation && begun.get(operation);
    if (answered === undefined || !open.has(answered.trace)) return;
    answered.answeredIn = log.callback;
    answered.trace.answer = answered;
    // It calls back from the code of another request, as a shared connection or a pool does.
    if (current()?.trace !== answered.trace) own.answer(answered, performance.now() * 1000);
  };
  /** Libraries call these, and an error in them would end the app. */
  const safe =
    <Told>(hear: (told: Told) => void) =>
    (told: Told): void => {
      try {
        hear(told);
      } catch (error) {
        options.fail(error);
      }
    };
  return {
    operate: safe(operate),
    call: safe(call),
    deliver: safe(deliver),
    answerTo(trace) {
      const { answer } = trace;
      return answer?.answeredIn === log.callback ? answer : undefined;
    },
    of(trace, type, follows, parent) {
      if (trace.operation !== undefined) {
        // What the library itself follows in it is its own. It may have made that before it said so.
        const followed = type === 'PROMISE' ? trace.made.get(follows) : undefined;
        if (followed !== undefined) followed.operation ??= trace.operation;
        return trace.operation;
      }
      // An async function of a library goes on with its operation. Other callbacks may be the app's.
      return type === 'PROMISE' && parent?.type === 'PROMISE' ? parent.operation : undefined;
    },
    resolve(promise, scope) {
      const trace = scope?.trace as RequestTrace | undefined;
      const resolved = trace?.made.get(promise);
      if (resolved !== undefined) resolved.resolvedBy = trace?.made.get(executionAsyncId());
      const answered = delivered && begun.get(delivered);
      const awaited = answered?.trace.made.get(promise);
      if (awaited !== undefined) awaited.operation = answered;
    },
  };
}
