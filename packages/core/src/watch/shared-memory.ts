/** How many open requests are known by name; of further ones only the number. */
const mostOpen = 256;
const mostTextBytes = 192;
const mostNameBytes = 64 * 1024;

const space = 32;

const Count = { beats: 0, open: 1, nameBytes: 2, stopped: 3, lengths: 4 } as const;

/**
 * What the app's thread writes and another thread reads, without locks: a thread that stands still changes nothing. The
 * counter `beats` grows while the loop runs. Times are microseconds of `performance.now()`, the same clock in both threads.
 */
export class SharedMemory {
  readonly buffer: SharedArrayBuffer;
  readonly #counts: Int32Array;
  readonly #times: Float64Array;
  readonly #texts: Buffer;
  readonly #names: Buffer;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(sizeOf().total)) {
    const { timesAt, textsAt, namesAt, total } = sizeOf();
    this.buffer = buffer;
    this.#times = new Float64Array(buffer, timesAt, 1 + mostOpen);
    this.#counts = new Int32Array(buffer, 0, Count.lengths + mostOpen);
    this.#texts = Buffer.from(buffer, textsAt, namesAt - textsAt);
    this.#names = Buffer.from(buffer, namesAt, total - namesAt);
  }

  /** The loop runs, now. */
  beat(nowMicros: number): void {
    this.count();
    this.#times[0] = nowMicros;
  }

  /** The same where reading the clock would cost too much. */
  count(): void {
    (this.#counts[Count.beats] as number)++;
  }

  get beats(): number {
    return Atomics.load(this.#counts, Count.beats);
  }

  /** When the loop ran, by its last beat. */
  get beatMicros(): number {
    return this.#times[0] as number;
  }

  get open(): number {
    return this.#counts[Count.open] as number;
  }

  addOpen(change: 1 | -1): void {
    (this.#counts[Count.open] as number) += change;
  }

  /** Notes an open request in a slot. A path is ASCII; a loop over a few characters is faster than a call that copies them. */
  note(slot: number, method: string, path: string, nowMicros: number): void {
    const texts = this.#texts;
    const start = slot * mostTextBytes;
    let at = start;
    for (let i = 0; i < method.length; i++) texts[at++] = method.charCodeAt(i);
    texts[at++] = space;
    const length = Math.min(path.length, start + mostTextBytes - at);
    for (let i = 0; i < length; i++) texts[at++] = path.charCodeAt(i);
    this.#times[1 + slot] = nowMicros;
    this.#counts[Count.lengths + slot] = at - start;
  }

  free(slot: number): void {
    this.#counts[Count.lengths + slot] = 0;
  }

  /** The open requests, as far as they are noted. */
  noted(): { readonly text: string; readonly sinceMicros: number; readonly isCut: boolean }[] {
    return slots.flatMap((slot) => {
      const length = this.#counts[Count.lengths + slot] as number;
      if (length === 0) return [];
      const start = slot * mostTextBytes;
      return {
        text: this.#texts.toString('latin1', start, start + length),
        sinceMicros: this.#times[1 + slot] as number,
        isCut: length === mostTextBytes,
      };
    });
  }

  /** The other thread waits this long, or until it is told to stop: cheaper than a timer. */
  wait(millis: number): void {
    Atomics.wait(this.#counts, Count.stopped, 0, millis);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#counts, Count.stopped) !== 0;
  }

  stop(): void {
    Atomics.store(this.#counts, Count.stopped, 1);
    Atomics.notify(this.#counts, Count.stopped);
  }

  /** Adds a route's name. Those for which there is no room are not known. */
  addName(name: string): void {
    const at = this.#counts[Count.nameBytes] as number;
    const line = Buffer.from(`${name}\n`);
    if (at + line.length > this.#names.length) return;
    line.copy(this.#names, at);
    this.#counts[Count.nameBytes] = at + line.length;
  }

  names(): string[] {
    return this.#names.toString('utf8', 0, this.#counts[Count.nameBytes]).split('\n').slice(0, -1);
  }
}

/** The numbers of all slots, the last first. */
export const slots: readonly number[] = Array.from({ length: mostOpen }, (_, i) => mostOpen - 1 - i);

/** Where the parts begin: the times first need eight bytes each. */
function sizeOf() {
  const timesAt = 4 * (Count.lengths + mostOpen);
  const textsAt = timesAt + 8 * (1 + mostOpen);
  const namesAt = textsAt + mostOpen * mostTextBytes;
  return { timesAt, textsAt, namesAt, total: namesAt + mostNameBytes };
}
