import type { Held } from './held.ts';
import { lastBin } from './latency-bins.ts';

const fewestSlots = 16;
const mostSlots = 128;

/**
 * Counts by bin. There may be 10,000 open rows, most of them with few latencies, so this begins as a small hash table:
 * pairs of a bin (plus one: 0 is free) and its count, with linear probing. With many bins it becomes an array of all.
 */
export class BinCounts {
  readonly #held: Held;
  #slots: number[];
  #used = 0;
  #all: Float64Array | undefined;

  constructor(held: Held) {
    this.#held = held;
    this.#slots = this.#newSlots(fewestSlots);
  }

  add(bin: number, by: number): void {
    if (this.#all === undefined) this.#addToSlots(bin, by);
    else this.#all[bin] = (this.#all[bin] as number) + by;
  }

  /** All bins that are not empty, ascending. */
  sorted(): { readonly bin: Int32Array; readonly count: Float64Array } {
    const all = this.#all;
    const bin = Int32Array.from(all === undefined ? this.#usedBins() : filledBins(all)).sort();
    return {
      bin,
      count: Float64Array.from(bin, (each) => all?.[each] ?? (this.#slots[this.#slotOf(each) + 1] as number)),
    };
  }

  #usedBins(): number[] {
    const bins: number[] = [];
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at] !== 0) bins.push((this.#slots[at] as number) - 1);
    }
    return bins;
  }

  #addToSlots(bin: number, by: number): void {
    const slots = this.#slots;
    const at = this.#slotOf(bin);
    slots[at + 1] = (slots[at + 1] as number) + by;
    if (slots[at] !== 0) return;
    slots[at] = bin + 1;
    // At most three quarters are taken, so every search ends.
    if (++this.#used * 8 > slots.length * 3) this.#grow();
  }

  /** The bin's slot, or the free one that it would take. */
  #slotOf(bin: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    // Neighbouring bins, which one route's latencies are in, take neighbouring slots.
    let at = (2 * bin) & last;
    while (slots[at] !== bin + 1 && slots[at] !== 0) at = (at + 2) & last;
    return at;
  }

  #grow(): void {
    const old = this.#slots;
    if (old.length === mostSlots) {
      this.#all = new Float64Array(lastBin + 1);
      this.#held.bytes += this.#all.byteLength;
      this.#slots = [];
    } else {
      this.#slots = this.#newSlots(2 * old.length);
      this.#used = 0;
    }
    this.#held.bytes -= 8 * old.length;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0) this.add((old[at] as number) - 1, old[at + 1] as number);
    }
  }

  #newSlots(length: number): number[] {
    this.#held.bytes += 8 * length;
    return new Array<number>(length).fill(0);
  }
}

function filledBins(all: Float64Array): number[] {
  const bins: number[] = [];
  // A plain loop: this runs for every busy route whenever a window closes.
  for (let bin = 0; bin < all.length; bin++) if (all[bin] !== 0) bins.push(bin);
  return bins;
}
