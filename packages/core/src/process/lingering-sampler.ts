import { channel } from 'node:diagnostics_channel';
import { startSampler } from '../sample/sampler.ts';
import type { Sampler, SamplerOptions } from '../sample/sampler-interface.ts';
import type { Schedule } from './schedule.ts';

/**
 * When the last profiler has closed, its sampler keeps running this long without a user: tests make and close an app for
 * each case, and starting V8's sampler takes 30 ms and more.
 */
const lingerMillis = 1_000;

/**
 * A lingering sampler stops when another starts, because a thread can have only one native sampler. A channel announces
 * the start, because test runners give each file its own globals, but all files have the same built-in modules.
 */
const starting = channel('routeprof:sampler-starts');

export interface LingeringSampler {
  readonly sampler: Sampler;
  /** It has a user again. */
  release(): void;
}

/** Where a sampler waits for the next profiler, whichever copy of this package starts it. */
export interface SamplerPlace {
  lingering: LingeringSampler | undefined;
}

/** Takes the lingering sampler if it fits the options, else starts one. Throws when none can run. */
export function takeSampler(place: SamplerPlace, options: SamplerOptions): Sampler {
  const { lingering } = place;
  place.lingering = undefined;
  if (lingering !== undefined && isWanted(lingering.sampler, options)) {
    lingering.release();
    lingering.sampler.serve(options);
    if (lingering.sampler.isRunning()) return lingering.sampler;
  }
  starting.publish(undefined);
  return startSampler(options);
}

/** Lets a sampler linger: it drops its samples, and stops when nobody has taken it in time. */
export function leaveSampler(place: SamplerPlace, sampler: Sampler, after: Schedule): void {
  if (!sampler.isRunning()) return;
  sampler.linger();
  const release = (): void => {
    cancel();
    starting.unsubscribe(end);
  };
  // Does not touch the place, because Jest has torn down the file's globals by then.
  const end = (): void => {
    release();
    sampler.stop();
  };
  const cancel = after(lingerMillis, end);
  starting.subscribe(end);
  place.lingering = { sampler, release };
}

function isWanted({ engine, rate, passedOver }: Sampler, wanted: SamplerOptions): boolean {
  if (rate !== wanted.rate) return false;
  if (wanted.engine !== 'auto') return engine === wanted.engine;
  // The engine that 'auto' tries first, or the one that it has fallen back to.
  return engine === 'async-context' || passedOver !== undefined;
}
