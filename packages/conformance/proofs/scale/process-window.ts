import type { FleetTurn } from '../../../core/src/process/fleet-turns.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { WindowBuilder } from '../../../core/src/profile/window-builder.ts';
import { RequestLog } from '../../../core/src/record/request-log.ts';
import type { Turn } from '../../../core/src/sample/scope.ts';
import type { Draws } from './draws.ts';
import { cpuSigma, latencySigma, requestsPerSecond, type Traffic, type TrafficRoute } from './traffic.ts';

/** What one process has measured in one span, and what its requests have really used. */
export interface MadeWindow {
  readonly window: Window;
  /** By route, in the order of the traffic. */
  readonly cpuMicros: readonly number[];
  readonly requests: number;
}

export interface WindowOptions {
  readonly traffic: Traffic;
  readonly seconds: number;
  /** How many times as much as usual this process uses for a request, by route. */
  readonly factors: readonly number[];
  /** `'out'`: others give stacks; `undefined`: all do. */
  readonly turn: FleetTurn;
  readonly draws: Draws;
}

const samplesPerSecond = 99;
const sampleMicros = Math.round(1e6 / samplesPerSecond);
const maxNodes = 20_000;
const failedShare = 0.01;
/** Replaced by the stamp. */
const source = {
  ...{ service: 'shop', version: '1.0.0', instance: 'made-up', pid: 1, node: '24.0.0' },
  ...{ engine: 'async-context', rate: samplesPerSecond },
};
/** 2026-01-01, where simulations begin. */
export const midnightMillis = 1_767_225_600_000;

/** Draws the requests of a window and the samples that hit them, and files them as the profiler would. */
export function makeWindow({ traffic, seconds, factors, turn, draws }: WindowOptions): MadeWindow {
  const { routes } = traffic;
  const ofTurn = turn === 'out' ? undefined : turn;
  const weight = turn === 'out' ? 0 : (ofTurn?.weight ?? 1);
  const entries = routes.map(({ route }, id) => ({ id, method: 'GET', route, seen: true }));
  const builder = new WindowBuilder(midnightMillis * 1000, source, entries, maxNodes, true);
  const counts = routes.map(({ share }) => draws.poisson(requestsPerSecond * seconds * share));
  const requests = counts.reduce((sum, count) => sum + count, 0);
  const log = new RequestLog(requests);
  const cpuMicros = routes.map((route, id) => {
    const median = route.cpuMicros * (factors[id] ?? 1);
    const count = counts[id] ?? 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const status = draws.uniform() < failedShare ? 500 : 200;
      log.add(id, status, false, draws.logNormal(route.latencyMicros, latencySigma), weight, ofTurn);
      if (weight === 0) continue;
      const micros = draws.logNormal(median, cpuSigma);
      addSamples(builder, { id, route, micros, weight, turn: ofTurn, traffic, draws });
      sum += micros;
    }
    // Such windows stand for many others, in which chance adds up to the mean.
    return weight === 0 ? count * median * Math.exp(cpuSigma ** 2 / 2) : sum;
  });
  builder.addRequests(log);
  const busyMicros = Math.round(cpuMicros.reduce((sum, micros) => sum + micros, 0));
  const wholeMicros = seconds * 1e6;
  if (weight === 0) builder.addOff({ micros: wholeMicros, wallMicros: busyMicros, cpuMicros: busyMicros });
  builder.addIdle(Math.max(0, wholeMicros - busyMicros));
  return { window: builder.snapshot((midnightMillis + seconds * 1000) * 1000), cpuMicros, requests };
}

interface RequestWork {
  readonly id: number;
  readonly route: TrafficRoute;
  readonly micros: number;
  readonly weight: number;
  readonly turn: Turn | undefined;
  readonly traffic: Traffic;
  readonly draws: Draws;
}

function addSamples(
  builder: WindowBuilder,
  { id, route, micros, weight, turn, traffic, draws }: RequestWork,
): void {
  const hits = draws.poisson(micros / sampleMicros);
  for (let hit = 0; hit < hits; hit++) {
    const { tree, top } = builder.destinationOf(id);
    let node = top;
    // Some stacks are frequent, most are rare.
    for (const number of route.stacks[Math.floor(route.stacks.length * draws.uniform() ** 3)] ?? []) {
      const frame = traffic.frames[number];
      if (frame !== undefined) node = tree.child(node, builder.frameNumber(frame));
    }
    tree.add(node, 1, sampleMicros, sampleMicros);
    if (weight === 1) continue;
    const over = (weight - 1) * sampleMicros;
    builder.addOver(id, over, over);
    const filedMicros = hit * sampleMicros;
    builder.addSpread(id, { weight, turn, filedMicros, cpuMicros: sampleMicros, isExact: false });
  }
}
