/**
 * What the profiler's work costs, in microseconds of CPU on the machine of `referenceMicros` (2.5 GHz, Node 24). Measured by
 * `npx --yes pnpm@12 prove:overhead`: see docs/proofs/overhead.md.
 */
export interface OverheadCosts {
  /** Each request: it is counted and timed. */
  readonly requestMicros: number;
  /** Beside that, each request that is followed. */
  readonly followedMicros: number;
  /** Each sample, waiting or not. */
  readonly sampleMicros: number;
  /** Each call of engine B's hooks. */
  readonly hookMicros: number;
  /** Each turn of the loop that is watched. */
  readonly turnMicros: number;
  /** While samples are taken, V8 calls native functions more slowly: a share of the app's CPU time. */
  readonly slowdown: number;
}

const costs: OverheadCosts = {
  requestMicros: 4,
  followedMicros: 3,
  sampleMicros: 40,
  hookMicros: 0.25,
  turnMicros: 5,
  slowdown: 0.01,
};

/** How long `loop` takes on the machine on which the costs were measured. */
const referenceMicros = 100;
const tries = 5;
const rounds = 20_000;

/** The costs on this machine: it takes as much longer for them as for a loop. Takes about a millisecond. */
export function calibratedCosts(nowMicros: () => number): OverheadCosts {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const from = nowMicros();
    loop();
    shortest = Math.min(shortest, nowMicros() - from);
  }
  const factor = Math.min(4, Math.max(0.25, shortest / referenceMicros));
  return {
    requestMicros: costs.requestMicros * factor,
    followedMicros: costs.followedMicros * factor,
    sampleMicros: costs.sampleMicros * factor,
    hookMicros: costs.hookMicros * factor,
    turnMicros: costs.turnMicros * factor,
    slowdown: costs.slowdown,
  };
}

function loop(): number {
  let hash = 1;
  for (let i = 0; i < rounds; i++) hash = Math.imul(hash ^ i, 16_777_619);
  return hash;
}
