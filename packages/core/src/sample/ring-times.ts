import type { TakenRing } from './scope-ring.ts';

/** The times of a ring's entries, now that the samples show when the loop waited. */
export interface RingTimes {
  /** On-loop microseconds of each entry. */
  readonly wall: Float64Array;
  /** CPU time per on-loop time, 0 to 1: on a busy machine the thread waits for a core in the middle of its work. */
  readonly cpuPerWall: Float64Array;
  /** The entry that ran at each sample's time, or -1 before the first. */
  readonly entryOf: Int32Array;
}

/**
 * An entry lasts until another scope runs or the loop has waited, so it may end in a wait. The loop's idle clock tells
 * how long, except that each signal of the sampler that interrupts a wait makes libuv forget how long it had waited.
 * Every such signal is also an `(idle)` sample. So where an entry has none, its time is exact. Where it has some, its
 * work lasted at least until the last busy sample before them, and ended before the first of them; the CPU clock says
 * where between the two. A busy sample after an idle one in the same entry shows that the idle one was not a wait: V8
 * takes Node's own work between two callbacks for idling.
 */
export function timesOf(
  ring: TakenRing,
  sampleMicros: Float64Array,
  isIdle: (sample: number) => boolean,
): RingTimes {
  const count = ring.scopes.length;
  const entryOf = entriesAt(ring, sampleMicros);
  const wall = new Float64Array(count);
  /** How much of an entry may have been work, where its end is not known; else -1. */
  const mayBe = new Float64Array(count).fill(-1);
  /** How much of it was certainly work, and how many samples say so. */
  const surely = new Float64Array(count);
  const hits = new Int32Array(count);
  entryOf.forEach((entry, sample) => {
    if (entry < 0) return;
    const start = ring.time[entry] as number;
    const whole = (ring.time[entry + 1] as number) - start;
    if (isIdle(sample)) {
      if (mayBe[entry] === -1 || mayBe[entry] === whole)
        mayBe[entry] = (sampleMicros[sample] as number) - start;
    } else {
      if (mayBe[entry] !== -1) mayBe[entry] = whole;
      surely[entry] = Math.max(0, (sampleMicros[sample] as number) - start);
      hits[entry] = (hits[entry] as number) + 1;
    }
  });

  const cpuPerWall = new Float64Array(count).fill(1);
  let from = 0;
  for (let i = 0; i < count; i++) {
    const waited = (ring.idle[i + 1] as number) - (ring.idle[i] as number);
    const lasted = (ring.time[i + 1] as number) - (ring.time[i] as number);
    wall[i] = Math.max(0, mayBe[i] === -1 ? lasted - waited : (mayBe[i] as number));
    if (Number.isNaN(ring.cpu[i + 1])) continue;
    spreadCpu(from, i + 1);
    from = i + 1;
  }
  return { wall, cpuPerWall, entryOf };

  function sureOf(entry: number): number {
    const whole = wall[entry] as number;
    return mayBe[entry] === -1 ? whole : Math.min(whole, surely[entry] as number);
  }

  /** Gives the CPU time between two readings to the entries between them. */
  function spreadCpu(first: number, end: number): void {
    const used = (ring.cpu[end] as number) - (ring.cpu[first] as number);
    if (!(used >= 0)) return;
    let certain = 0;
    let open = 0;
    for (let i = first; i < end; i++) {
      const sure = sureOf(i);
      certain += sure;
      open += (wall[i] as number) - sure;
    }
    // The uncertain work can only have used the CPU time that the certain work leaves over.
    const left = Math.min(open, Math.max(0, used - certain));
    let sum = 0;
    for (let i = first; i < end; i++) {
      const sure = sureOf(i);
      const rest = (wall[i] as number) - sure;
      // A blocking call takes no CPU time: it ended somewhere between the two samples.
      const blocked = used < certain && (hits[i] as number) > 1 ? rest / 2 : 0;
      if (rest > 0) wall[i] = sure + Math.max((rest * left) / open, blocked);
      sum += wall[i] as number;
    }
    if (sum > 0) cpuPerWall.fill(Math.min(1, used / sum), first, end);
  }
}

function entriesAt({ time, scopes }: TakenRing, times: Float64Array): Int32Array {
  let entry = -1;
  return Int32Array.from(times, (at) => {
    while (entry + 1 < scopes.length && (time[entry + 1] as number) <= at) entry++;
    return entry;
  });
}

/**
 * What each sample stands for within its scope. A stretch of work is hit in proportion to its length, up to certainty
 * at one sampling interval: so a hit stands for the whole stretch, or for an interval when the stretch is shorter
 * (D. Horvitz, D. Thompson 1952: weight by the inverse of the chance). Inside a stretch each moment goes to the sample
 * nearest to it.
 */
export function sharesOf(
  { time }: TakenRing,
  { wall, entryOf }: RingTimes,
  sampleMicros: Float64Array,
  isIdle: (sample: number) => boolean,
  intervalMicros: number,
): Float64Array {
  const shares = new Float64Array(sampleMicros.length);
  let first = 0;
  while (first < shares.length) {
    const entry = entryOf[first] as number;
    let end = first;
    while (end < shares.length && entryOf[end] === entry) end++;
    const busy = Array.from({ length: end - first }, (_, i) => first + i).filter((sample) => !isIdle(sample));
    first = end;
    if (entry < 0 || busy.length === 0) continue;
    const start = time[entry] as number;
    const length = Math.max(wall[entry] as number, 1);
    const scale = Math.max(1, intervalMicros / length);
    let from = start;
    busy.forEach((sample, i) => {
      const next = busy[i + 1];
      const at = sampleMicros[sample] as number;
      const end = start + length;
      const to = next === undefined ? end : Math.min(end, (at + (sampleMicros[next] as number)) / 2);
      shares[sample] = Math.max(0, to - from) * scale;
      from = Math.max(from, to);
    });
  }
  return shares;
}
