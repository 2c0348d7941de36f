/** What the profiler's work costs, in microseconds of CPU. */
export interface OverheadCosts {
  /** Each request, at this rate: it is counted and timed. At low rates caches are cold, and each costs more. */
  requestMicros(perSecond: number): number;
  /** Beside that, each request that is followed. */
  readonly followedMicros: number;
  /** Each sample, waiting or not: at few a second, each wakes a core that has gone to sleep, and costs more. */
  sampleMicros(rate: number): number;
  /** Each call of engine B's hooks. */
  readonly hookMicros: number;
  /** Each look at the loop. */
  readonly lookMicros: number;
  /** While samples are taken, V8 calls native functions more slowly: a share of the app's CPU time. */
  readonly slowdown: number;
}

/** On a machine on which `loop` takes `referenceMicros`: see docs/proofs/overhead.md. */
const referenceCosts: OverheadCosts = {
  // Beside a process without the profiler, 30 to 40 µs were measured at 300 a second, and 8 at 5,000.
  requestMicros: (perSecond) => 6 + 50 / (1 + perSecond / 500),
  followedMicros: 3,
  // 99 a second took 13 to 16 ms of an idle process, 1,000 took 60, 4,000 took 120. Reading them is in that, and counts again
  // as a piece of work: better too much than too little.
  sampleMicros: (rate) => 60 * (1_000 / rate) ** 0.4,
  hookMicros: 0.25,
  lookMicros: 15,
  slowdown: 0.01,
};
const referenceMicros = 33;
const rounds = 20_000;

/**
 * The costs on this machine: it takes as much longer for them as for a loop. Call it again and again: the shortest time counts,
 * when the loop was compiled and nothing disturbed it. A call takes about 30 µs.
 */
export function createCalibration(nowMicros: () => number): () => OverheadCosts {
  let shortest = Number.POSITIVE_INFINITY;
  return () => {
    const from = nowMicros();
    loop();
    shortest = Math.min(shortest, nowMicros() - from);
    const factor = Math.min(4, Math.max(0.25, shortest / referenceMicros));
    return {
      requestMicros: (perSecond) => referenceCosts.requestMicros(perSecond) * factor,
      followedMicros: referenceCosts.followedMicros * factor,
      // To wake a core takes as long on a fast one.
      sampleMicros: (rate) => referenceCosts.sampleMicros(rate) * Math.max(1, factor),
      hookMicros: referenceCosts.hookMicros * factor,
      lookMicros: referenceCosts.lookMicros * factor,
      slowdown: referenceCosts.slowdown,
    };
  };
}

function loop(): number {
  let hash = 1;
  for (let i = 0; i < rounds; i++) hash = Math.imul(hash ^ i, 16_777_619);
  return hash;
}
