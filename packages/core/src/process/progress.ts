import { Bucket } from '../sample/scope.ts';
import type { SampleBatch } from '../sample/source.ts';

/** How far a profile has come. */
export interface Progress {
  /** Changes when a report would say something new. */
  readonly stamp: string;
  /**
   * Of this process, since the start or the last clear: requests that ended, and samples of anything but the profiler's
   * own work.
   */
  readonly requests: number;
  readonly samples: number;
}

/** Counts what a report would show, without making one. */
export interface ProgressCounts {
  addRequests(count: number): void;
  addBatch(batch: Pick<SampleBatch, 'scope'>): void;
  addMissed(requests: number): void;
  addTrace(): void;
  missed(): number;
  /** The profiler was cleared, paused or resumed. */
  change(): void;
  /** Sets all counts to 0, except changes. */
  forget(): void;
  /** `stored` is the stamp of the store. */
  progress(stored: string): Progress;
}

/** An app without requests has a few samples a minute; fewer than this make no visible change. */
const noticeableSamples = 20;

export function createProgressCounts(instance: string): ProgressCounts {
  let [changes, requests, traces, samples, missed] = [0, 0, 0, 0, 0];
  return {
    addRequests(count) {
      requests += count;
    },
    addBatch({ scope: scopes }) {
      for (const scope of scopes) if (scope?.bucket !== Bucket.profiler) samples++;
    },
    addMissed(count) {
      missed += count;
    },
    addTrace() {
      traces++;
    },
    missed: () => missed,
    change() {
      changes++;
    },
    forget() {
      requests = traces = samples = missed = 0;
    },
    progress(stored) {
      const seen = Math.floor(samples / noticeableSamples);
      const stamp = [instance, changes, requests, traces, missed, seen, stored].join('-');
      return { stamp, requests, samples };
    },
  };
}
