import type { Held } from './held.ts';
import { mostSampledTraces, mostSlowestTraces } from './route-traces.ts';
import type { Trace } from './trace.ts';
import { bytesOfTrace } from './trace-bytes.ts';

/** By which traces are kept: those with the lowest ranks, and of equal ranks those with the lowest ids. */
interface Order {
  readonly most: number;
  rankOf(trace: Trace): number;
}

/** An even sample: which traces are in it depends on nothing but their ids. */
export const bySample: Order = { most: mostSampledTraces, rankOf: ({ id }) => hashOf(id) };
/** The slowest come first. */
export const bySlowest: Order = { most: mostSlowestTraces, rankOf: ({ totalMicros }) => -totalMicros };

/** The first traces of an order: the same ones in whatever order they are added. */
export class LowestTraces {
  readonly #order: Order;
  readonly #held: Held;
  #most: number;
  readonly #entries: { readonly rank: number; readonly trace: Trace }[] = [];

  constructor(order: Order, held: Held) {
    this.#order = order;
    this.#held = held;
    this.#most = order.most;
  }

  add(trace: Trace): void {
    const entries = this.#entries;
    const rank = this.#order.rankOf(trace);
    const place = entries.findIndex((one) => (one.rank - rank || compareIds(one.trace, trace)) >= 0);
    const at = place < 0 ? entries.length : place;
    // Ids are unique: it is the same trace.
    if (at >= this.#most || entries[at]?.trace.id === trace.id) return;
    entries.splice(at, 0, { rank, trace });
    this.#held.bytes += bytesOfTrace(trace);
    this.#shorten();
  }

  addAll(traces: readonly Trace[]): void {
    for (const trace of traces) this.add(trace);
  }

  /** Keeps fewer from now on. */
  keep(most: number): void {
    this.#most = Math.min(this.#most, most);
    this.#shorten();
  }

  list(): Trace[] {
    return this.#entries.map(({ trace }) => trace);
  }

  #shorten(): void {
    for (const { trace } of this.#entries.splice(this.#most)) this.#held.bytes -= bytesOfTrace(trace);
  }
}

function compareIds(a: Trace, b: Trace): number {
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/**
 * FNV-1a of the id's code units, then the last step of MurmurHash3: without that, ids that count up would have hashes that
 * do, too. Samples of several processes and versions are merged, so this must not change.
 */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
