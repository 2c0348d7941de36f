import { LatencyBuilder } from '../../src/profile/latency.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { type Window, windowFormat } from '../../src/profile/window.ts';

/** A function of a simulated app. */
export interface SimulatedFunction {
  readonly name: string;
  readonly route: string;
  /** What it truly costs a request of its route. */
  readonly cpuMicros: number;
  /** How much of the machine's drift affects it: 0 for loops in registers, 1 for code that misses the caches. */
  readonly sensitivity: number;
}

export interface Machine {
  readonly random: () => number;
  /** ln of how much slower the machine is than usual. */
  readonly drift: number;
  /** Chance of each request to fail; 0 by default. */
  readonly errors?: number;
}

const requests = 1_000;
const microsPerSample = 1_000;
/** Samples of one request are correlated, so their number varies by this factor more than that of independent samples. */
const dispersion = 1.5;
/** ln of what one function's speed differs by from run to run. */
const jitter = 0.015;

/** One run: each function gets samples by chance, each route latencies. */
export function simulateRun(
  functions: readonly SimulatedFunction[],
  { random, drift, errors = 0 }: Machine,
): Window {
  const names = [...new Set(functions.map(({ route }) => route))];
  return {
    format: windowFormat,
    sources: [{ service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 1000 }],
    startMicros: 1,
    endMicros: 2,
    elapsedMicros: 1,
    frames: functions.map(({ name }, line) => ({ name, file: '/app/a.js', line, column: 1 })),
    routes: names.map((route) => {
      const tree = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
      functions.forEach((one, number) => {
        if (one.route !== route) return;
        const speed = Math.exp(drift * one.sensitivity + jitter * normal(random));
        const expected = (one.cpuMicros * speed * requests) / microsPerSample;
        // A random number of clumps of `dispersion` samples, so that the variance is `dispersion` times the mean.
        const samples = Math.round(dispersion * poisson(expected / dispersion, random));
        if (samples > 0)
          tree.add(tree.child(0, number), samples, samples * microsPerSample, samples * microsPerSample);
      });
      const latency = new LatencyBuilder();
      for (let i = 0; i < requests; i++) latency.add(20_000 * Math.exp(drift + 0.5 * normal(random)));
      const failed =
        errors === 0 ? 0 : Array.from({ length: requests }, random).filter((x) => x < errors).length;
      return {
        method: 'GET',
        route,
        requests,
        statusClasses: [0, requests - failed, 0, 0, failed],
        aborted: 0,
        latency: latency.finish(),
        gcMicros: 0,
        tree: tree.finish(),
      };
    }),
    runtime: {
      idleMicros: 0,
      gcMicros: 0,
      gcSamples: 0,
      gcCpuMicros: 0,
      background: emptyTree(),
      profiler: emptyTree(),
      lost: 0,
    },
  };
}

function emptyTree() {
  return new TreeBuilder(1, () => -1).finish();
}

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's method for small means; the normal distribution is a good approximation for large ones. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
