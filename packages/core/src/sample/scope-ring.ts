import type { Scope } from './scope.ts';

/**
 * Which scope ran when: one entry for each change of the running scope, and one after each wait, in preallocated memory.
 * Entry i lasts from `timeMicros[i]` until the next entry, less the time that the loop waited in between.
 */
export class ScopeRing {
  readonly capacity: number;
  readonly #mask: number;
  readonly #time: Float64Array;
  readonly #idle: Float64Array;
  readonly #cpu: Float64Array;
  readonly #scope: (Scope | undefined)[];
  readonly #onPressure: () => void;
  readonly #pressureAt: number;
  #head = 0;
  #tail = 0;
  #lost = 0;

  constructor(onPressure: () => void, capacityBits = 16) {
    this.capacity = 1 << capacityBits;
    this.#mask = this.capacity - 1;
    this.#time = new Float64Array(this.capacity);
    this.#idle = new Float64Array(this.capacity);
    this.#cpu = new Float64Array(this.capacity);
    this.#scope = new Array(this.capacity).fill(undefined);
    this.#onPressure = onPressure;
    this.#pressureAt = Math.floor(this.capacity * 0.6);
  }

  /**
   * From `timeMicros` on, `scope` runs. `idleMicros` is the loop's idle time so far; `cpuMicros` the thread's CPU time
   * so far, or NaN when it was not read: it costs more than all the rest and is read at some entries only.
   */
  mark(timeMicros: number, idleMicros: number, cpuMicros: number, scope: Scope | undefined): void {
    const length = this.#head - this.#tail;
    if (length === this.capacity) {
      this.#tail++;
      this.#lost++;
    } else if (length === this.#pressureAt) this.#onPressure();
    const slot = this.#head & this.#mask;
    this.#time[slot] = timeMicros;
    this.#idle[slot] = idleMicros;
    this.#cpu[slot] = cpuMicros;
    this.#scope[slot] = scope;
    this.#head++;
  }

  /** What runs now belongs to no scope. */
  forgetScope(): void {
    this.#scope[(this.#head - 1) & this.#mask] = undefined;
  }

  /** Takes out all entries up to now. The scope that runs now stays, as the first entry of the next take. */
  take(nowMicros: number, idleMicros: number, cpuMicros: number): TakenRing {
    const length = this.#head - this.#tail;
    const time = new Float64Array(length + 1);
    const idle = new Float64Array(length + 1);
    const cpu = new Float64Array(length + 1);
    const scopes: (Scope | undefined)[] = new Array(length);
    for (let i = 0; i < length; i++) {
      const slot = (this.#tail + i) & this.#mask;
      time[i] = this.#time[slot] as number;
      idle[i] = this.#idle[slot] as number;
      cpu[i] = this.#cpu[slot] as number;
      scopes[i] = this.#scope[slot];
      // A filled slot would keep its scope, and all that it refers to, from being collected.
      this.#scope[slot] = undefined;
    }
    time[length] = nowMicros;
    idle[length] = idleMicros;
    cpu[length] = cpuMicros;
    this.#tail = this.#head;
    this.mark(nowMicros, idleMicros, cpuMicros, scopes[length - 1]);
    const lost = this.#lost;
    this.#lost = 0;
    return { time, idle, cpu, scopes, lost };
  }
}

/** Entry i of `scopes` ran from `time[i]` to `time[i + 1]`, ascending; the last of each other list is the end. */
export interface TakenRing {
  readonly time: Float64Array;
  readonly idle: Float64Array;
  readonly cpu: Float64Array;
  readonly scopes: readonly (Scope | undefined)[];
  readonly lost: number;
}
