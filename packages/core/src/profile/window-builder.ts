import type { RequestLog } from '../record/request-log.ts';
import type { RouteEntry } from '../record/route-table.ts';
import { Bucket } from '../sample/scope.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { emptyTree } from './call-tree.ts';
import { elapsedMicrosOf } from './elapsed-time.ts';
import type { Held } from './held.ts';
import { LatencyBuilder } from './latency.ts';
import { TreeBuilder } from './tree-builder.ts';
import {
  firstRequestName,
  ioName,
  prunedName,
  type RouteWindow,
  type Source,
  unsampledName,
  type Window,
  windowFormat,
} from './window.ts';

/** Where samples of one kind of work go: a tree, and the node that stands for the work's outermost caller. */
export interface Destination {
  readonly tree: TreeBuilder;
  readonly top: number;
}

interface RouteInProgress {
  readonly entry: RouteEntry;
  /** Made for the first sample: most rows have requests only. */
  tree: TreeBuilder | undefined;
  readonly latency: LatencyBuilder;
  readonly statusClasses: number[];
  requests: number;
  aborted: number;
  gcMicros: number;
}

/** A row, its sketch without bins, and its list of statuses. */
const bytesPerRow = 450;
/** A frame's number: the frame itself is shared. */
const bytesPerFrame = 60;

/** A window that is being filled. */
export class WindowBuilder {
  readonly startMicros: number;
  readonly #source: Source;
  readonly #entries: readonly RouteEntry[];
  readonly #maxNodes: number;
  readonly #frames: Frame[] = [];
  readonly #frameNumbers = new Map<Frame, number>();
  readonly #routes: (RouteInProgress | undefined)[] = [];
  readonly #held: Held = { bytes: 0 };
  readonly #background: Destination;
  readonly #profiler: Destination;
  #discarded: Destination | undefined;
  #idleMicros = 0;
  #gcMicros = 0;
  #gcCpuMicros = 0;
  #gcSamples = 0;
  #lost = 0;

  constructor(startMicros: number, source: Source, entries: readonly RouteEntry[], maxNodes: number) {
    this.startMicros = startMicros;
    this.#source = source;
    this.#entries = entries;
    this.#maxNodes = maxNodes;
    this.#background = { tree: this.#newTree(), top: 0 };
    this.#profiler = { tree: this.#newTree(), top: 0 };
  }

  /** About how much memory it takes. */
  get bytes(): number {
    return this.#held.bytes;
  }

  addRequests(log: RequestLog): void {
    for (let i = 0; i < log.length; i++) {
      const route = this.#route(log.routeId[i] as number);
      const status = log.status[i] as number;
      route.requests++;
      route.aborted += log.aborted[i] as number;
      // 0 stands for a client that left before anything was answered.
      if (status >= 100) {
        const statusClass = Math.min(5, Math.floor(status / 100)) - 1;
        route.statusClasses[statusClass] = (route.statusClasses[statusClass] as number) + 1;
      }
      route.latency.add(log.latencyMicros[i] as number);
    }
  }

  /** The place for samples of `bucket`. Those of no known route are background. */
  destinationOf(bucket: number): Destination {
    if (bucket >= 0) return { tree: (this.#route(bucket).tree ??= this.#newTree()), top: 0 };
    if (bucket === Bucket.profiler) return this.#profiler;
    if (bucket !== Bucket.discarded) return this.#background;
    const { tree } = this.#background;
    this.#discarded ??= { tree, top: tree.child(0, this.frameNumber(nativeFrame(firstRequestName))) };
    return this.#discarded;
  }

  frameNumber(frame: Frame): number {
    let number = this.#frameNumbers.get(frame);
    if (number === undefined) {
      number = this.#frames.length;
      this.#frames.push(frame);
      this.#frameNumbers.set(frame, number);
      this.#held.bytes += bytesPerFrame;
    }
    return number;
  }

  addGc(bucket: number, wallMicros: number, cpuMicros: number): void {
    this.#gcMicros += wallMicros;
    this.#gcCpuMicros += cpuMicros;
    this.#gcSamples++;
    if (bucket >= 0) this.#route(bucket).gcMicros += wallMicros;
  }

  addIdle(idleMicros: number): void {
    this.#idleMicros += idleMicros;
  }

  /** Node's own work that no sample shows: as much time on the loop as on the CPU. */
  addIo(micros: number): void {
    if (micros === 0) return;
    const { tree } = this.#background;
    tree.add(tree.child(0, this.frameNumber(nativeFrame(ioName))), 0, micros, micros);
  }

  addLost(samples: number): void {
    this.#lost += samples;
  }

  /** Time that belongs to `bucket`, but no sample tells in which function it was spent. */
  addUnsampled(bucket: number, wallMicros: number, cpuMicros: number): void {
    const { tree, top } = this.destinationOf(bucket);
    tree.add(tree.child(top, this.frameNumber(nativeFrame(unsampledName))), 0, wallMicros, cpuMicros);
  }

  /** The window as it is now. The builder may go on. */
  snapshot(endMicros: number): Window {
    const routes = this.#routes.flatMap((route) => (route === undefined ? [] : [finishRoute(route)]));
    const runtime = {
      idleMicros: this.#idleMicros,
      gcMicros: this.#gcMicros,
      gcSamples: this.#gcSamples,
      gcCpuMicros: this.#gcCpuMicros,
      background: this.#background.tree.finish(),
      profiler: this.#profiler.tree.finish(),
      lost: this.#lost,
    };
    return {
      format: windowFormat,
      sources: [this.#source],
      startMicros: Math.round(this.startMicros),
      endMicros: Math.round(endMicros),
      elapsedMicros: elapsedMicrosOf({ routes, runtime }),
      frames: [...this.#frames],
      routes,
      runtime,
    };
  }

  #route(id: number): RouteInProgress {
    let route = this.#routes[id];
    if (route === undefined) {
      const entry = this.#entries[id];
      if (entry === undefined) throw new Error(`there is no route number ${id}`);
      route = {
        entry,
        tree: undefined,
        latency: new LatencyBuilder(this.#held),
        statusClasses: [0, 0, 0, 0, 0],
        requests: 0,
        aborted: 0,
        gcMicros: 0,
      };
      this.#routes[id] = route;
      this.#held.bytes += bytesPerRow;
    }
    return route;
  }

  #newTree(): TreeBuilder {
    return new TreeBuilder(this.#maxNodes, () => this.frameNumber(nativeFrame(prunedName)), this.#held);
  }
}

const natives = new Map<string, Frame>();

/** A frame that is not a function. One object for each name, because frames are compared by identity here. */
export function nativeFrame(name: string): Frame {
  let frame = natives.get(name);
  if (frame === undefined) natives.set(name, (frame = { name, file: '', line: 0, column: 0 }));
  return frame;
}

function finishRoute({
  entry,
  tree,
  latency,
  statusClasses,
  requests,
  aborted,
  gcMicros,
}: RouteInProgress): RouteWindow {
  return {
    method: entry.method,
    route: entry.route,
    requests,
    statusClasses: [...statusClasses],
    aborted,
    latency: latency.finish(),
    gcMicros,
    tree: tree?.finish() ?? emptyTree,
  };
}
