import { performance } from '../clock.ts';
import type { Scope } from './scope.ts';
import type { StackTree } from './stack-tree.ts';

export type EngineName = 'async-context' | 'inspector';

/** Samples in the order of time: one entry of each list for a sample. */
export interface Samples {
  readonly node: Int32Array;
  readonly kind: Uint8Array;
  readonly scope: readonly (Scope | undefined)[];
  /** Epoch microseconds. */
  readonly timeMicros: Float64Array;
  /** Whole microseconds on the loop and on the CPU. With `exact`, a share to be scaled to the scope's exact time. */
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
}

/** What one drain gives: every sample since the last drain except idle ones, with the scope that was running. */
export interface SampleBatch extends Samples {
  /** Epoch microseconds. */
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly stacks: StackTree;
  /** Engine B: the exact on-loop time of each scope that ran. `undefined` stands for work without a scope. */
  readonly exact: readonly ExactTime[] | undefined;
  /** Time in which the loop waited for something to do: at most the elapsed time less the thread's CPU time. */
  readonly idleMicros: number;
  /** CPU time that V8 counts as idle, and as much time on the loop: Node's own reads, writes and HTTP parsing. */
  readonly ioMicros: number;
  /** Samples whose scope was lost because a buffer was full. */
  readonly lost: number;
  /** Absent where samples were taken. */
  readonly off?: OffTime;
}

/** A time in which no samples were taken. */
export interface OffTime {
  /** All of it, the waiting included. */
  readonly micros: number;
  /** Whole microseconds, of the loop and of the CPU, in which it did not wait. */
  readonly wallMicros: number;
  readonly cpuMicros: number;
}

export interface ExactTime {
  readonly scope: Scope | undefined;
  readonly wallMicros: number;
  readonly cpuMicros: number;
}

/** Calls `fn` in a scope. It hands over an argument, so that callers need no function for each call. */
export type RunInScope = <T, Argument = void>(
  scope: Scope,
  fn: (argument: Argument) => T,
  argument?: Argument,
) => T;

/** One of the two engines. `start` throws an error that says why when it cannot run here. */
export interface SampleSource {
  readonly name: EngineName;
  start(): void;
  /** Calls `fn` with `scope` as the running scope, now and across everything asynchronous that it starts. */
  readonly run: RunInScope;
  /** Makes `scope` the running scope for the rest of this turn of the loop, and for all that it starts. */
  enter(scope: Scope): void;
  /** The running scope. */
  current(): Scope | undefined;
  /** Undoes `enter` when the scope's work is over. */
  leave(scope: Scope): void;
  /** Leaves whatever scope is running now. */
  stepOut(): void;
  /**
   * Takes what was sampled since the last drain. Call the result to read it, in a later turn of the loop if you like,
   * but before the next drain.
   */
  drain(): () => SampleBatch;
  /**
   * From now on samples are for another profiler. Earlier samples are dropped, earlier scopes no longer count, and no
   * earlier time is held back.
   */
  changeUser(): void;
  /** Takes no samples until `resume`, and costs nothing. What was not drained is lost. */
  pause(): void;
  /** Goes on as for another user: work that began before a pause belongs to no scope. */
  resume(): void;
  /**
   * Takes samples at another interval from now on, or from `resume` on: V8's sampler is started again, as after a pause. What
   * was not drained is lost. Returns false if that cannot be done now, and goes on as before.
   */
  setInterval(intervalMicros: number): boolean;
  stop(): void;
  /** How often its hooks were called. */
  hookCalls(): number;
}

export interface SourceOptions {
  readonly intervalMicros: number;
  /** Called, at most once a drain, when a buffer fills up sooner than expected. */
  readonly onPressure: () => void;
}

/** Epoch microseconds of the monotonic clock: `performance.now() * 1000 + epochMicros`. */
export const epochMicros: number = performance.timeOrigin * 1000;

export function nowMicros(): number {
  return performance.now() * 1000 + epochMicros;
}
