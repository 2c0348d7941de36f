import { atOnce } from '../in-turns.ts';
import type { RequestLog } from '../record/request-log.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { OffTime } from '../sample/source.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { type Block, longestOf } from './blocks.ts';
import { elapsedMicrosOf } from './elapsed-time.ts';
import type { FollowedTime } from './following.ts';
import { FrameValues } from './frame-values.ts';
import type { Held } from './held.ts';
import { keptTrace } from './kept-trace.ts';
import { LatencyBuilder } from './latency.ts';
import { LoopDelaysBuilder, mergeLoopDelays } from './loop-delays.ts';
import { type Measure, workMeasures } from './measure.ts';
import { nativeFrame } from './native-frame.ts';
import { RouteBuilder } from './route-builder.ts';
import { mostSampledTraces } from './route-traces.ts';
import { RouteTracesBuilder } from './route-traces-builder.ts';
import { type Destination, RuntimeBuilder } from './runtime-builder.ts';
import { isSound } from './sound-trace.ts';
import { withoutStacks } from './sources.ts';
import type { Trace } from './trace.ts';
import { TreeBuilder } from './tree-builder.ts';
import { waitMeasure } from './wait-tree.ts';
import {
  prunedName,
  type RouteWindow,
  type Source,
  unsampledName,
  type Window,
  windowFormat,
} from './window.ts';

/** A frame's number: the frame itself is shared. */
const bytesPerFrame = 60;
/** Half of what an open window may take before it is closed early. Where one trace of each route takes more, none is kept. */
const mostTraceBytes = 8 * 1024 * 1024;

/** The weight of any request that has time for others. */
const severalRequests = 2;

/** A window that is being filled. */
export class WindowBuilder {
  readonly startMicros: number;
  readonly #source: Source;
  readonly #entries: readonly RouteEntry[];
  readonly #maxNodes: number;
  readonly #frames: Frame[] = [];
  readonly #frameNumbers = new Map<Frame, number>();
  readonly #routes: (RouteBuilder | undefined)[] = [];
  readonly #held: Held = { bytes: 0 };
  /** What kept traces take. */
  readonly #tracesHeld: Held = { bytes: 0 };
  readonly #traceFrames = new FrameValues(this.#held);
  #mostTraces = mostSampledTraces;
  readonly #runtime: RuntimeBuilder;
  readonly #mayFollowFewer: boolean;
  readonly #blockLengths = new LatencyBuilder(this.#held);
  #blocks: readonly Block[] = [];
  readonly #loopDelays = new LoopDelaysBuilder();

  /** @param mayFollowFewer Whether a budget may keep requests from being followed. */
  constructor(
    startMicros: number,
    source: Source,
    entries: readonly RouteEntry[],
    maxNodes: number,
    mayFollowFewer = false,
  ) {
    this.startMicros = startMicros;
    this.#mayFollowFewer = mayFollowFewer;
    this.#source = source;
    this.#entries = entries;
    this.#maxNodes = maxNodes;
    this.#runtime = new RuntimeBuilder(
      () => this.#newTree(),
      (frame) => this.frameNumber(frame),
    );
  }

  /** About how much memory it takes. */
  get bytes(): number {
    return this.#held.bytes + this.#tracesHeld.bytes;
  }

  addRequests(log: RequestLog): void {
    for (let i = 0; i < log.length; i++) {
      const route = this.#route(log.routeId[i] as number);
      const weight = log.weight[i] as number;
      route.following(weight)?.addRequest(weight, log.turn[i]);
      route.addRequest(log.status[i] as number, log.latencyMicros[i] as number, log.aborted[i] as number);
    }
  }

  /** @param bucket Of the traced request's route. */
  addTrace(bucket: number, trace: Trace): void {
    // A file with a number that its reader refuses would be lost as a whole.
    if (!isSound(trace)) return;
    const route = this.#route(bucket);
    const kept = keptTrace(trace, this.#traceFrames);
    route.addTrace(kept, () => {
      const traces = new RouteTracesBuilder(this.#held, this.#tracesHeld);
      traces.keepTraces(this.#mostTraces);
      return traces;
    });
    if (!trace.isForced && !trace.isCut) {
      route.addWaits(
        kept,
        () => this.#newTree([waitMeasure]),
        (frame) => this.frameNumber(this.#traceFrames.of(frame)),
      );
    }
    while (this.#tracesHeld.bytes > mostTraceBytes && this.#mostTraces > 0) this.#keepFewerTraces();
  }

  addBlock(block: Block): void {
    this.#blockLengths.add(block.micros);
    const stack = block.stack.map((frame) => this.#traceFrames.of(frame));
    this.#blocks = longestOf([...this.#blocks, { ...block, stack }]);
  }

  /** The place for samples of `bucket`. Those of no known route are background. */
  destinationOf(bucket: number): Destination {
    if (bucket >= 0) return { tree: this.#route(bucket).treeOf(() => this.#newTree()), top: 0 };
    return this.#runtime.destinationOf(bucket);
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

  /** @param over How many further requests its request stands for. */
  addGc(bucket: number, wallMicros: number, cpuMicros: number, over = 0): void {
    this.#runtime.addGc(wallMicros, cpuMicros);
    if (bucket < 0) return;
    const route = this.#route(bucket);
    route.addGc(wallMicros);
    if (over > 0) route.following(1 + over)?.addGc(wallMicros * over);
  }

  /** Time that a followed request stands for beside its own. */
  addOver(bucket: number, wallMicros: number, cpuMicros: number): void {
    this.#route(bucket).following(severalRequests)?.add(wallMicros, cpuMicros);
  }

  /** For the standard error of the route's time. */
  addSpread(bucket: number, time: FollowedTime): void {
    this.#route(bucket).following(time.weight)?.addSpread(time);
  }

  /** Time in which no samples were taken. */
  addOff(time: OffTime): void {
    this.#runtime.addOff(time);
  }

  addIdle(idleMicros: number): void {
    this.#runtime.addIdle(idleMicros);
  }

  /** Node's own work that no sample shows: as much time on the loop as on the CPU. */
  addIo(micros: number): void {
    this.#runtime.addIo(micros);
  }

  addLost(samples: number): void {
    this.#runtime.addLost(samples);
  }

  /** The loop was busy from one poll to the next, so many times. */
  addTurn(busyMicros: number, watchedMicros: number, weight = 1): void {
    this.#loopDelays.add(busyMicros, watchedMicros, weight);
  }

  /** Time that belongs to `bucket`, but no sample tells in which function it was spent. */
  addUnsampled(bucket: number, wallMicros: number, cpuMicros: number): void {
    const { tree, top } = this.destinationOf(bucket);
    tree.add(tree.child(top, this.frameNumber(nativeFrame(unsampledName))), 0, wallMicros, cpuMicros);
  }

  /** The window as it is now. The builder may go on. */
  snapshot(endMicros: number): Window {
    return atOnce(this.finishSteps(endMicros));
  }

  /**
   * The same in steps, during which nothing but turns and blocks may be added: yields between routes.
   *
   * @param isOut Whether other processes give stacks, and this one does not.
   */
  *finishSteps(endMicros: number, isOut = false): Generator<void, Window> {
    const loopDelays = this.#loopDelays.finish();
    const blocks = { lengths: this.#blockLengths.finish(), longest: this.#blocks };
    const routes: RouteWindow[] = [];
    for (const route of this.#routes) {
      if (route === undefined) continue;
      routes.push(route.finish());
      yield;
    }
    const runtime = yield* this.#runtime.finishSteps();
    const elapsedMicros = elapsedMicrosOf({ routes, runtime });
    return {
      format: windowFormat,
      sources: [isOut ? withoutStacks(this.#source, { elapsedMicros, runtime }) : this.#source],
      startMicros: Math.round(this.startMicros),
      endMicros: Math.round(endMicros),
      elapsedMicros,
      frames: [...this.#frames],
      routes,
      runtime,
      ...mergeLoopDelays([{ loopDelays }]),
      ...(blocks.longest.length > 0 && { blocks }),
    };
  }

  /** Halves the traces of all routes alike, so that each is still an even sample. */
  #keepFewerTraces(): void {
    this.#mostTraces >>= 1;
    for (const route of this.#routes) route?.keepTraces(this.#mostTraces);
  }

  #route(id: number): RouteBuilder {
    let route = this.#routes[id];
    if (route === undefined) {
      const entry = this.#entries[id];
      if (entry === undefined) throw new Error(`there is no route number ${id}`);
      route = new RouteBuilder(entry, this.#held, this.#mayFollowFewer);
      this.#routes[id] = route;
    }
    return route;
  }

  #newTree(measures: readonly Measure[] = workMeasures): TreeBuilder {
    const prunedFrame = () => this.frameNumber(nativeFrame(prunedName));
    return new TreeBuilder(this.#maxNodes, prunedFrame, this.#held, measures);
  }
}
