import type { AppIdentity } from '../app-identity.ts';
import type { Failures } from '../failures.ts';
import type { Totals } from '../metrics/totals.ts';
import type { OptionsInForce } from '../option-agreement.ts';
import type { ProfilerStatus } from '../presentation/model/status.ts';
import type { Source, Window } from '../profile/window.ts';
import type { Recorder } from '../record/recorder.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import type { Choice } from '../store/choice.ts';
import type { Progress } from './progress.ts';
import type { Measured } from './read-choice.ts';

/** Everything that a process has once: the sampler, the recorder, the profile and its store. */
export interface ProcessProfiler {
  readonly recorder: Recorder;
  readonly failures: Failures;
  readonly app: AppIdentity;
  readonly source: Source;
  readonly inForce: OptionsInForce;
  /** All mounts share it, and its thread. */
  readonly sourcePositions: SourcePositions;
  stepOut(): void;
  /** Counts requests that were answered before they reached a mount. */
  addMissed(requests: number): void;
  /** Does the profiler's own work, labelled as such. */
  runOwn<T>(work: () => T): T;
  /** Reads a choice, from every process that shares the store. */
  read(choice: Choice, first?: boolean): Promise<Measured>;
  /** Records the next `millis`, or until `ended` is aborted, as one window. Throws a `BusyError`: see `Capture`. */
  record(millis: number, ended: AbortSignal): Promise<Window>;
  /** What metrics count: sums of this process since the start or the last clear. */
  totals(): Promise<Totals>;
  /** How far the profile has come: a few numbers, without reading it. */
  progress(): Promise<Progress>;
  status(): ProcessStatus;
  paused(): boolean;
  /** Pauses or resumes every process that shares the store: this one at once, the others when they hear of it. */
  setPaused(paused: boolean): Promise<void>;
  /** Sets their sampling rate, likewise. @param value Samples per second; `''` for the rate of the options. */
  setRate(value: string): Promise<void>;
  /** Forgets everything, in every process that shares the store. */
  clear(): Promise<void>;
  /** Ends sampling, and writes what was measured to the store. */
  stop(): Promise<void>;
}

/** The profiler's state, without what a reading has. */
export type ProcessStatus = Omit<ProfilerStatus, 'lostSamples' | 'stamp'>;
