import type { Scope } from '../sample/scope.ts';
import type { Resolved } from './arrival.ts';
import type { LoopLog } from './loop-log.ts';
import type { LoopTurns } from './loop-turns.ts';
import type { OwnWorkNotes } from './own-work.ts';
import type { RequestTrace } from './request-trace.ts';

export interface LoopFollowerOptions {
  readonly log: LoopLog;
  readonly turns: LoopTurns;
  readonly own: OwnWorkNotes;
  /** How a promise was resolved that a traced request awaits. */
  readonly resolutionOf: (promise: number) => Resolved | undefined;
  /** The loop has called a callback. */
  readonly onCallback: (asyncId: number, nowMicros: number) => void;
}

/** Follows whose code has the loop, from callback to callback. */
export interface LoopFollower {
  /** Begins within a running callback. */
  start(asyncId: number, scope: Scope | undefined, resource: object, nowMicros: number): void;
  stop(nowMicros: number): void;
  before(asyncId: number, scope: Scope | undefined, resource: object, nowMicros: number): void;
  after(asyncId: number, nowMicros: number): void;
  /** `scope` has the loop now: by the callback of `asyncId`, or again, because what it has called has returned. */
  change(scope: Scope | undefined, nowMicros: number, asyncId: number | undefined, isReturn?: boolean): void;
}

export function createLoopFollower(options: LoopFollowerOptions): LoopFollower {
  const { log, turns, own, resolutionOf, onCallback } = options;
  /** The running callbacks, the outermost first, and the scope that had the loop before each. */
  const callbacks: number[] = [];
  const outers: (Scope | undefined)[] = [];

  const forget = (): void => {
    callbacks.length = outers.length = 0;
  };
  const push = (asyncId: number, outer: Scope | undefined): void => {
    callbacks.push(asyncId);
    outers.push(outer);
  };
  const change: LoopFollower['change'] = (scope, nowMicros, asyncId, isReturn = false) => {
    const outer = log.scope;
    const left = outer?.trace as RequestTrace | undefined;
    if (left !== undefined) own.leave(left, nowMicros);
    const trace = scope?.trace as RequestTrace | undefined;
    // Before the log changes, so that it still tells who had the loop.
    if (trace !== undefined) {
      const made = asyncId === undefined ? undefined : trace.made.get(asyncId);
      const resolved = made?.type === 'PROMISE' ? resolutionOf(made.trigger) : undefined;
      const caller = outer === scope ? undefined : outer;
      own.enter(trace, { nowMicros, made, resolved, outer: caller, isReturn });
    }
    log.switchTo(scope, nowMicros);
  };

  return {
    start(asyncId, scope, resource, nowMicros) {
      forget();
      log.start(nowMicros, asyncId, resource, scope);
      push(asyncId, undefined);
    },
    stop(nowMicros) {
      forget();
      log.stop(nowMicros);
    },
    before(asyncId, scope, resource, nowMicros) {
      // The profiler's own, in each turn: requests would be queued behind it for some microseconds.
      if (turns.isOwn(resource)) return;
      if (!(resource instanceof Promise) && !isTick(resource)) {
        // Node forgets the callbacks that an error has ended, without a word.
        if (log.isNewTurn()) forget();
        if (callbacks.length === 0) {
          log.enter(asyncId, resource, scope, nowMicros);
          turns.called(nowMicros);
          onCallback(asyncId, nowMicros);
        }
      }
      push(asyncId, log.scope);
      change(scope, nowMicros, asyncId);
    },
    after(asyncId, nowMicros) {
      const at = callbacks.lastIndexOf(asyncId);
      // It began before the hooks did.
      if (at < 0) return;
      const outer = outers[at];
      callbacks.length = outers.length = at;
      change(outer, nowMicros, undefined, true);
    },
    change,
  };
}

/** What `process.nextTick` makes. It runs within the turn of what scheduled it. */
function isTick(resource: object): boolean {
  return 'args' in resource && 'callback' in resource;
}
