import { type CallTree, emptyTree, type Weight, workTree } from './call-tree.ts';
import type { Digest, DigestRow } from './digest.ts';
import { mergeFollowing, type RouteFollowing } from './following.ts';
import { type LatencySums, mergeLatencies } from './latency.ts';
import { mergeLoopDelays } from './loop-delays.ts';
import { routeKey } from './route-key.ts';
import { mergeSources } from './sources.ts';
import {
  prunedName,
  type RouteWindow,
  type RuntimeWindow,
  type Source,
  type Window,
  windowFormat,
} from './window.ts';

/** Digests are not kept for longer. */
const mostLatencies = 16;
const prunedFrame = { name: prunedName, file: '', line: 0, column: 0 };

/** Digests added up, far quicker than windows are. */
export class DigestSum {
  readonly #rows = new Map<string, RowSum>();
  /** The same process is the same object in most windows of a store. */
  readonly #sources = new Set<Source>();
  readonly #delays: Pick<Digest, 'loopDelays'>[] = [];
  readonly #runtime = new Map<keyof Digest['runtime'], number>();
  #startMicros = Number.POSITIVE_INFINITY;
  #endMicros = 0;
  #elapsedMicros = 0;
  #background = nothing;
  #profiler = nothing;

  /** Yields between rows. */
  *add(digest: Digest): Generator<void, void> {
    for (const row of digest.rows) {
      const key = routeKey(row);
      let sum = this.#rows.get(key);
      if (sum === undefined) this.#rows.set(key, (sum = new RowSum(row)));
      sum.add(row);
      yield;
    }
    for (const source of digest.sources) this.#sources.add(source);
    for (const [name, value] of Object.entries(digest.runtime) as [keyof Digest['runtime'], number][])
      this.#runtime.set(name, (this.#runtime.get(name) ?? 0) + value);
    if (digest.loopDelays) this.#delays.push({ loopDelays: digest.loopDelays });
    this.#startMicros = Math.min(this.#startMicros, digest.startMicros);
    this.#endMicros = Math.max(this.#endMicros, digest.endMicros);
    this.#elapsedMicros += digest.elapsedMicros;
    this.#background = plus(this.#background, digest.background);
    this.#profiler = plus(this.#profiler, digest.profiler);
  }

  /** As a window whose trees have a single node. Yields between rows. */
  *finish(): Generator<void, Window> {
    const runtime = Object.fromEntries(this.#runtime) as unknown as RuntimeWindow;
    const routes: RouteWindow[] = [];
    for (const key of [...this.#rows.keys()].sort()) {
      routes.push((this.#rows.get(key) as RowSum).finish());
      yield;
    }
    const sources = mergeSources([{ sources: [...this.#sources] }]);
    yield;
    return {
      format: windowFormat,
      sources,
      startMicros: Number.isFinite(this.#startMicros) ? this.#startMicros : 0,
      endMicros: this.#endMicros,
      elapsedMicros: this.#elapsedMicros,
      frames: [prunedFrame],
      routes,
      runtime: {
        ...{ idleMicros: 0, gcMicros: 0, gcSamples: 0, gcCpuMicros: 0, lost: 0 },
        ...runtime,
        ...{ background: treeOf(this.#background), profiler: treeOf(this.#profiler) },
      },
      ...mergeLoopDelays(this.#delays),
    };
  }
}

const nothing: Weight = { samples: 0, wallMicros: 0, cpuMicros: 0 };

class RowSum {
  readonly #method: string;
  readonly #route: string;
  readonly #statusClasses = [0, 0, 0, 0, 0];
  /** Those of digests, a few at a time, after the sum of those before. */
  #latencies: LatencySums[] = [];
  #following: RouteFollowing | undefined;
  #requests = 0;
  #aborted = 0;
  #gcMicros = 0;
  #weight = nothing;

  constructor({ method, route }: DigestRow) {
    this.#method = method;
    this.#route = route;
  }

  add(row: DigestRow): void {
    const { requests, aborted, gcMicros, statusClasses, latency, weight, following } = row;
    this.#requests += requests;
    this.#aborted += aborted;
    this.#gcMicros += gcMicros;
    for (let i = 0; i < 5; i++)
      this.#statusClasses[i] = (this.#statusClasses[i] as number) + (statusClasses[i] ?? 0);
    if (this.#latencies.length === mostLatencies) this.#latencies = [mergeLatencies(this.#latencies)];
    this.#latencies.push(latency);
    this.#weight = plus(this.#weight, weight);
    if (following === undefined && this.#following === undefined) return;
    const before = {
      requests: this.#requests - requests,
      ...(this.#following && { following: this.#following }),
    };
    this.#following = mergeFollowing([before, { requests, ...(following && { following }) }]).following;
  }

  finish(): RouteWindow {
    return {
      method: this.#method,
      route: this.#route,
      requests: this.#requests,
      statusClasses: [...this.#statusClasses],
      aborted: this.#aborted,
      latency: mergeLatencies(this.#latencies),
      gcMicros: this.#gcMicros,
      tree: treeOf(this.#weight),
      ...(this.#following && { following: this.#following }),
    };
  }
}

function plus(a: Weight, b: Weight): Weight {
  return {
    samples: a.samples + b.samples,
    wallMicros: a.wallMicros + b.wallMicros,
    cpuMicros: a.cpuMicros + b.cpuMicros,
  };
}

function treeOf({ samples, wallMicros, cpuMicros }: Weight): CallTree {
  if (samples === 0 && wallMicros === 0 && cpuMicros === 0) return emptyTree;
  return workTree(
    { parent: Int32Array.of(-1, 0), frame: Int32Array.of(-1, 0) },
    {
      samples: Float64Array.of(0, samples),
      wallMicros: Float64Array.of(0, wallMicros),
      cpuMicros: Float64Array.of(0, cpuMicros),
    },
  );
}
