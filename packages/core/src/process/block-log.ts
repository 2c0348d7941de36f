import { performance, setImmediate } from '../clock.ts';
import type { EngineOptions } from '../options.ts';
import { marked } from '../own-frames.ts';
import { type Block, mostDelayedRoutes } from '../profile/blocks.ts';
import { type BlockWork, type BusyTime, findBlock } from '../profile/find-block.ts';
import type { RouteName, Trace } from '../profile/trace.ts';
import type {
  BlockableRequest,
  BlockedRequest,
  BlockedRequests,
  EndedBlock,
} from '../record/watched-requests.ts';
import { epochMicros, type SampleBatch } from '../sample/source.ts';
import { toSystemMicros } from '../sample/system-clock.ts';
import type { NameWork } from './work-names.ts';

export interface BlockLogOptions {
  readonly nameOf: NameWork;
  readonly file: (block: Block) => void;
}

/** Finds blocks of the loop: the loop's turns tell when, samples tell who, and requests that go on then, who waited. */
export interface BlockLog extends BlockedRequests {
  /** The loop has not polled between two moments of `performance.now()`, in microseconds. Call it after each poll. */
  busy(fromMicros: number, toMicros: number): void;
  addBatch(batch: SampleBatch): void;
  addTrace(trace: Trace): void;
  /** Files all that is known, before the process ends. */
  fileAll(): void;
  forget(): void;
}

/** Requests and traces of the turns after a block are waited for this long. */
const waitMicros = 2_000_000;
const mostPending = 50;
const mostRequests = 10_000;

/** A block that is not filed yet. */
class PendingBlock implements EndedBlock {
  readonly time: BusyTime;
  readonly batches: SampleBatch[] = [];
  work: BlockWork | undefined;
  readonly requests: BlockedRequest[] = [];
  readonly traced: (RouteName & { readonly micros: number })[] = [];

  constructor(time: BusyTime) {
    this.time = time;
  }

  add(request: BlockedRequest): void {
    if (this.requests.length < mostRequests) this.requests.push(request);
  }
}

/** @returns `undefined` where no block is wanted. */
export function createBlockLog(
  { blockMillis, rate }: Pick<EngineOptions, 'blockMillis' | 'rate'>,
  { nameOf, file }: BlockLogOptions,
): BlockLog | undefined {
  if (blockMillis === 0) return undefined;
  const leastMicros = blockMillis * 1000;
  const intervalMicros = 1e6 / rate;
  let pending: PendingBlock[] = [];
  let ended: PendingBlock | undefined;
  /** Requests that came since the last poll. */
  let began: BlockableRequest[] = [];

  /** Sockets that wait to be accepted are read one turn later than others. */
  const endSoon = (block: PendingBlock): void => {
    const end = marked({ 'routeprof:own': () => (ended === block ? (ended = undefined) : undefined) });
    setImmediate(() => setImmediate(end));
  };

  /** False when there was none. */
  function look(block: PendingBlock, batch: SampleBatch): boolean {
    if (block.work !== undefined || batch.toMicros <= block.time.fromMicros) return true;
    block.batches.push(batch);
    return batch.toMicros < block.time.toMicros || decide(block);
  }

  function decide(block: PendingBlock): boolean {
    block.work ??= findBlock(block.time, block.batches, intervalMicros);
    block.batches.length = 0;
    return block.work !== undefined;
  }

  function fileOne({ time: { fromMicros, toMicros }, work, requests, traced }: PendingBlock): void {
    if (work === undefined) return;
    const { scope, stack } = work;
    const sums = new DelayedSums();
    for (const one of traced) sums.add(one, one.micros, false);
    for (const { scope: waiting, beganMicros, isTraced, route } of requests) {
      // What a traced request has waited for after it came is known exactly.
      const cameLater = beganMicros + epochMicros >= toMicros;
      const isWorker = waiting === scope && !cameLater;
      // It became ready at some moment of the block: in the middle, on the average.
      if (!isWorker && (cameLater || !isTraced)) sums.add(route, (toMicros - fromMicros) / 2, true);
    }
    file({
      ...nameOf(scope, fromMicros),
      atMicros: toSystemMicros(fromMicros),
      micros: Math.round(toMicros - fromMicros),
      pid: process.pid,
      stack,
      delayed: sums.list(),
    });
  }

  return {
    begin(request) {
      if (ended !== undefined) request.waitFor(ended);
      else if (began.length < mostRequests) began.push(request);
    },
    ended: () => ended,
    busy(fromMicros, toMicros) {
      if (toMicros - fromMicros >= leastMicros) {
        const block = new PendingBlock({
          fromMicros: fromMicros + epochMicros,
          toMicros: toMicros + epochMicros,
        });
        if (pending.length < mostPending) pending.push(block);
        for (const request of began) if (request.beganMicros >= toMicros) request.waitFor(block);
        ended = block;
        endSoon(block);
      }
      if (began.length > 0) began = [];
    },
    addBatch(batch) {
      if (pending.length === 0) return;
      const readyMicros = performance.now() * 1000 + epochMicros - waitMicros;
      const kept = pending.filter((block) => look(block, batch));
      pending = [];
      for (const block of kept) {
        if (block.time.toMicros < readyMicros) fileOne(block);
        else pending.push(block);
      }
    },
    addTrace({ method, route, atMicros, steps }) {
      for (const { time, traced } of pending) {
        const { fromMicros: from, toMicros: to } = time;
        let micros = 0;
        for (const step of steps) {
          if (step.kind !== 'queued') continue;
          const begin = atMicros + step.startMicros;
          micros += Math.max(0, Math.min(to, begin + step.micros) - Math.max(from, begin));
        }
        if (micros > 0) traced.push({ method, route, micros });
      }
    },
    fileAll() {
      for (const block of pending) if (decide(block)) fileOne(block);
      pending = [];
    },
    forget() {
      pending = [];
    },
  };
}

/** By route, those first that it delayed most. */
class DelayedSums {
  readonly #sums = new Map<string, Block['delayed'][number]>();

  add({ method, route }: RouteName, micros: number, estimated: boolean): void {
    const key = `${estimated} ${method} ${route}`;
    const known = this.#sums.get(key);
    this.#sums.set(key, {
      ...{ method, route, estimated },
      requests: (known?.requests ?? 0) + 1,
      micros: (known?.micros ?? 0) + Math.round(micros),
    });
  }

  list(): Block['delayed'] {
    return [...this.#sums.values()].sort((a, b) => b.micros - a.micros).slice(0, mostDelayedRoutes);
  }
}
