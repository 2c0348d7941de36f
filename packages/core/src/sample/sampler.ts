import { startEngine } from './choose-engine.ts';
import { Bucket, createScope, type Scope } from './scope.ts';
import type { EngineName, SampleBatch } from './source.ts';
import { createOwnModules, type OwnModules } from './stack-tree.ts';

export interface SamplerOptions {
  readonly engine: EngineName | 'auto';
  /** Samples per second. */
  readonly rate: number;
  readonly onBatch: (batch: SampleBatch) => void;
  /** The sampler's own failure: it has stopped for good, the app goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** The one sampler of this process, with its drains. */
export interface Sampler {
  readonly engine: EngineName;
  readonly passedOver: string | undefined;
  readonly own: OwnModules;
  readonly profilerScope: Scope;
  run<T>(scope: Scope, fn: () => T): T;
  enter(scope: Scope): void;
  leave(scope: Scope): void;
  stepOut(): void;
  /** Hands over what was sampled since the last drain, now. */
  drain(): void;
  /** Milliseconds on the loop of the longest drain so far. */
  longestDrainMillis(): number;
  stop(): void;
}

/** A drain should stall the loop for about this long; the interval between drains follows from it. */
const targetDrainMillis = 1.2;
const shortestIntervalMillis = 20;
/** Drains take no more than a hundredth of the time, unless samples come faster than they can be read. */
const largestDrainShare = 0.01;

/** Starts sampling; throws when no engine can run. */
export function startSampler(options: SamplerOptions): Sampler {
  const own = createOwnModules();
  own.add(import.meta.url);
  const profilerScope = createScope(Bucket.profiler);
  const longestIntervalMillis = Math.min(5_000, Math.max(250, 250_000 / options.rate));
  let intervalMillis = 100;
  let longestMillis = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const { source, passedOver } = startEngine(options.engine, {
    intervalMicros: Math.round(1_000_000 / options.rate),
    own,
    onPressure: () => schedule(0),
  });

  const drain = (): void => {
    if (stopped) return;
    source.run(profilerScope, () => {
      const before = performance.now();
      try {
        options.onBatch(source.drain());
      } catch (error) {
        options.onFailure(error);
        stop();
        return;
      }
      const tookMillis = performance.now() - before;
      longestMillis = Math.max(longestMillis, tookMillis);
      const factor = Math.min(1.5, Math.max(0.7, targetDrainMillis / Math.max(tookMillis, 0.05)));
      const cheapest = Math.min(intervalMillis, tookMillis / largestDrainShare);
      intervalMillis = Math.min(
        longestIntervalMillis,
        Math.max(shortestIntervalMillis, cheapest, intervalMillis * factor),
      );
    });
  };

  const tick = (): void => {
    drain();
    schedule(intervalMillis);
  };
  const schedule = (delayMillis: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    source.run(profilerScope, () => {
      timer = setTimeout(tick, delayMillis);
      timer.unref();
    });
  };

  // A native sampler that still sends signals while Node shuts down can crash it.
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    clearTimeout(timer);
    process.removeListener('exit', stop);
    try {
      source.stop();
    } catch (error) {
      options.onFailure(error);
    }
  };
  process.once('exit', stop);
  // The first drain loads and compiles what later ones run: that belongs to the start, not into a request.
  source.run(profilerScope, () => source.drain());
  schedule(intervalMillis);

  return {
    engine: source.name,
    passedOver,
    own,
    profilerScope,
    run: (scope, fn) => source.run(scope, fn),
    enter: (scope) => source.enter(scope),
    leave: (scope) => source.leave(scope),
    stepOut: () => source.stepOut(),
    drain,
    longestDrainMillis: () => longestMillis,
    stop,
  };
}
