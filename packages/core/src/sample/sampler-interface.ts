import type { DrainHolds } from './drain-pace.ts';
import type { Scope } from './scope.ts';
import type { EngineName, RunInScope, SampleBatch } from './source.ts';

/** The profiler that samples are taken for. */
export interface SamplerUser {
  readonly onBatch: (batch: SampleBatch) => void;
  /** The sampler's own failure: it has stopped for good, the app goes on. */
  readonly onFailure: (error: unknown) => void;
}

export interface SamplerOptions extends SamplerUser {
  readonly engine: EngineName | 'auto';
  /** Samples per second. */
  readonly rate: number;
}

/** The one sampler of this process, with its drains. */
export interface Sampler {
  readonly engine: EngineName;
  /** Samples per second. */
  readonly rate: number;
  readonly passedOver: string | undefined;
  readonly profilerScope: Scope;
  /** False once it was stopped, or has failed. */
  isRunning(): boolean;
  readonly run: RunInScope;
  enter(scope: Scope): void;
  leave(scope: Scope): void;
  stepOut(): void;
  /** The running scope; `undefined` for work of no request. */
  current(): Scope | undefined;
  /** Hands over what was sampled since the last drain, now. */
  drain(): void;
  /**
   * Drains when a drain is overdue: timers wait while requests keep the loop busy, and a drain of a second's samples
   * would hold it for long. Call it where no user's code runs; it costs one comparison.
   */
  drainIfLate(nowMillis: number): void;
  /**
   * Takes no samples until `resume`: drains then give time without samples. False where it is not known yet whether the
   * engine gives any.
   */
  pause(): boolean;
  resume(): void;
  isPaused(): boolean;
  /**
   * Samples at another rate from now on. What was not drained is lost. False where it cannot be changed now. To start V8's
   * sampler again takes as long as the first time.
   */
  setRate(rate: number): boolean;
  /** How often the engine's hooks were called: each call costs the app. */
  hookCalls(): number;
  /** How drains have held the loop for this user, or since `forgetHolds`. */
  holds(): DrainHolds;
  forgetHolds(): void;
  /** Keeps sampling for no user and drops the samples, so that what they keep alive is soon released. */
  linger(): void;
  /** From now on samples are for `user`. Earlier samples that were not handed over are dropped. */
  serve(user: SamplerUser): void;
  stop(): void;
}
