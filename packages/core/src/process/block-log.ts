import { performance, setImmediate } from '../clock.ts';
import type { EngineOptions } from '../options.ts';
import { marked } from '../own-frames.ts';
import { type Block, mostDelayedRoutes } from '../profile/blocks.ts';
import {
  type BlockWork,
  type BusyTime,
  findBlock,
  roundingMicros,
  type WorkMoment,
} from '../profile/find-block.ts';
import type { RouteName, Trace } from '../profile/trace.ts';
import type { BlockedRequest, BlockedRequests, EndedBlock } from '../record/watched-requests.ts';
import { epochMicros, type SampleBatch } from '../sample/source.ts';
import { toSystemMicros } from '../sample/system-clock.ts';
import { knowsCoreWaits } from '../sample/thread-cpu.ts';
import { HeardRequests } from './heard-requests.ts';
import type { NameWork } from './work-names.ts';

export interface BlockLogOptions {
  readonly nameOf: NameWork;
  /** Whether `busy` tells a loop that waits from a busy one; else it may have waited all the time. */
  readonly isCertain?: boolean;
  readonly file: (block: Block) => void;
}

/**
 * Finds blocks of the loop: the loop's turns tell when, samples and the requests that began tell who, and requests that go
 * on then, who waited.
 */
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
/** One that is one too many is filed at once. */
const mostPending = 100;
/** Batches that are taken within a turn, with samples of a block that its end will tell of. */
const mostEarly = 4;
const mostRequests = 10_000;

/** A block that is not filed yet. */
class PendingBlock implements EndedBlock {
  readonly time: BusyTime;
  readonly moments: readonly WorkMoment[];
  readonly batches: SampleBatch[];
  work: BlockWork | undefined;
  readonly requests: BlockedRequest[] = [];
  readonly traced: (RouteName & { readonly micros: number })[] = [];

  constructor(time: BusyTime, moments: readonly WorkMoment[], batches: SampleBatch[]) {
    this.time = time;
    this.moments = moments;
    this.batches = batches;
  }

  add(request: BlockedRequest): void {
    if (this.requests.length < mostRequests) this.requests.push(request);
  }
}

/** @returns `undefined` where no block is wanted. */
export function createBlockLog(
  { blockMillis }: Pick<EngineOptions, 'blockMillis'>,
  { nameOf, file, isCertain = knowsCoreWaits() }: BlockLogOptions,
): BlockLog | undefined {
  if (blockMillis === 0) return undefined;
  const leastMicros = blockMillis * 1000;
  let pending: PendingBlock[] = [];
  /** Batches that reach beyond the last time of which `busy` told. */
  let early: SampleBatch[] = [];
  let ended: PendingBlock | undefined;
  /** Requests that came or ended since the last time of which `busy` told. */
  const heard = new HeardRequests();
  let toldMicros = 0;

  /** Sockets that wait to be accepted are read one turn later than others. */
  const endSoon = (block: PendingBlock): void => {
    const end = marked({ 'routeprof:own': () => (ended === block ? (ended = undefined) : undefined) });
    setImmediate(() => setImmediate(end));
  };

  /** False when there was no block. */
  function look(block: PendingBlock, batch: SampleBatch): boolean {
    if (block.work !== undefined || batch.toMicros <= block.time.fromMicros) return true;
    block.batches.push(batch);
    return batch.toMicros < block.time.toMicros || decide(block);
  }

  function decide(block: PendingBlock): boolean {
    const { time, batches, moments } = block;
    block.work ??= findBlock(time, batches, moments);
    const isBlock = block.work.isKnown || isBusy(time, batches);
    batches.length = 0;
    return isBlock;
  }

  /** Whether the loop had work in a time of which nothing is known. A thread that sleeps may wait for a core when it wakes. */
  function isBusy({ fromMicros, toMicros }: BusyTime, batches: readonly SampleBatch[]): boolean {
    const sum = (of: (batch: SampleBatch) => number) => batches.reduce((all, one) => all + of(one), 0);
    const idle = sum(({ idleMicros }) => idleMicros);
    const busy = sum((batch) => batch.toMicros - batch.fromMicros) - idle;
    return isCertain ? busy >= toMicros - fromMicros : idle < toMicros - fromMicros;
  }

  /** Of what is known now. */
  function fileNow(block: PendingBlock): void {
    if (block.work !== undefined || decide(block)) fileOne(block);
  }

  function fileOne({ time: { fromMicros, toMicros }, work, requests, traced }: PendingBlock): void {
    if (work === undefined) return;
    const { scope, isKnown, stack } = work;
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
      ...(isKnown ? nameOf(scope, fromMicros) : { method: '', route: '' }),
      atMicros: toSystemMicros(fromMicros),
      micros: Math.round(toMicros - fromMicros),
      pid: process.pid,
      stack,
      delayed: sums.list(),
    });
  }

  function note(time: BusyTime): PendingBlock {
    const block = new PendingBlock(
      time,
      heard.momentsIn(time, toldMicros),
      early.filter((batch) => batch.toMicros > time.fromMicros),
    );
    pending.push(block);
    if (pending.length > mostPending) fileNow(pending.shift() as PendingBlock);
    ended = block;
    endSoon(block);
    return block;
  }

  return {
    begin(request) {
      if (ended !== undefined) request.waitFor(ended);
      return heard.begin(request);
    },
    end(request, number) {
      heard.end(request, number);
      return ended;
    },
    busy(fromMicros, toMicros) {
      let block: PendingBlock | undefined;
      if (toMicros - fromMicros >= leastMicros) {
        block = note({ fromMicros: fromMicros + epochMicros, toMicros: toMicros + epochMicros });
      }
      toldMicros = toMicros - roundingMicros;
      if (block !== undefined) heard.waitFor(block, toldMicros);
      // The next time may begin with the others.
      heard.forgetBefore(toldMicros);
      if (early.length > 0) early = early.filter((batch) => batch.toMicros > toMicros + epochMicros);
    },
    addBatch(batch) {
      early.push(batch);
      if (early.length > mostEarly) early.shift();
      if (pending.length === 0) return;
      const readyMicros = performance.now() * 1000 + epochMicros - waitMicros;
      const kept = pending.filter((block) => look(block, batch));
      pending = [];
      for (const block of kept) {
        if (block.time.toMicros < readyMicros) fileOne(block);
        else pending.push(block);
      }
    },
    addTrace({ method, route, atMicros, totalMicros, steps }) {
      for (const { time, traced } of pending) {
        const { fromMicros: from, toMicros: to } = time;
        if (to <= atMicros || from >= atMicros + totalMicros) continue;
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
      for (const block of pending) fileNow(block);
      pending = [];
    },
    forget() {
      pending = [];
      early = [];
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
