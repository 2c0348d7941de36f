import { performance } from '../clock.ts';
import { libuvIdleMillis } from '../sample/loop-idle.ts';
import { createSchedulerClock } from '../sample/thread-cpu.ts';

/** For shorter times the scheduler's clock is not read, which takes microseconds. */
const shortestReadMicros = 1_000;
/** A wait for a core that came earlier would count for a request that wakes the loop. */
const longestUnreadMicros = 5_000;

/** How long the loop was busy since the end of the last turn. */
export interface Busy {
  /** Whether it has waited for events. */
  readonly hasWaited: boolean;
  /** Probably, and at the most. */
  readonly micros: number;
  readonly mostMicros: number;
}

/** What can be known about a wait that has just ended, and what followed it. */
export interface Woken {
  /** How long the loop can have been busy since it woke. */
  readonly mostBusyMicros: number;
  /** How long the thread then waited for a core. */
  readonly delayMicros: number;
}

/**
 * Tells busy and idle time of the loop apart, turn by turn. libuv's own clock of waits is exact, but each signal of a sampler
 * makes it forget what it has waited so far. So where it matters, the scheduler says how long the thread has run.
 */
export class TurnClock {
  readonly #scheduler = createSchedulerClock();
  #isKnown = this.#scheduler.read();
  #endMicros = performance.now() * 1000;
  #idleMicros = idleClock();
  /** When the scheduler was asked last; and how long the loop was busy since then, before this turn. */
  #ranMicros = this.#scheduler.ranMicros;
  #waitedMicros = this.#scheduler.waitedMicros;
  #busyMicros = 0;
  #readAtMicros = this.#endMicros;

  /** When the last turn ended. */
  get endMicros(): number {
    return this.#endMicros;
  }

  /** A turn begins here, after a time without calls. */
  restart(nowMicros: number): void {
    this.#read();
    this.#endMicros = nowMicros;
    this.#idleMicros = idleClock();
    this.#ranMicros = this.#scheduler.ranMicros;
    this.#waitedMicros = this.#scheduler.waitedMicros;
    this.#busyMicros = 0;
    this.#readAtMicros = nowMicros;
  }

  close(): void {
    this.#scheduler.close();
  }

  /** In a turn whose callbacks have run for `callbackMicros`, as far as is known, if its poll has waited. */
  woken(nowMicros: number, callbackMicros: number): Woken {
    const most = this.#mostBusy(nowMicros, idleClock());
    this.#read();
    const ran = this.#scheduler.ranMicros - this.#ranMicros;
    const waited = this.#scheduler.waitedMicros - this.#waitedMicros;
    // The thread may also have waited for a core in the middle of its work.
    const whileBusy = Math.max(0, this.#busyMicros + callbackMicros - ran);
    return {
      mostBusyMicros: this.#ifLong(most, ran + waited, callbackMicros) + waited,
      delayMicros: Math.min(Math.max(0, waited - whileBusy), nowMicros - this.#endMicros - callbackMicros),
    };
  }

  /** The turn ends; its callbacks have run for `callbackMicros` or more. */
  endTurn(nowMicros: number, callbackMicros: number): Busy {
    const micros = nowMicros - this.#endMicros;
    const idleMicros = idleClock();
    // libuv asks for events without waiting first. Only a wait that follows is on its clock.
    const hasWaited = idleMicros !== this.#idleMicros;
    const most = hasWaited ? this.#mostBusy(nowMicros, idleMicros) : micros;
    this.#endMicros = nowMicros;
    this.#idleMicros = idleMicros;
    const isDue = nowMicros - this.#readAtMicros >= longestUnreadMicros;
    if (micros < shortestReadMicros || (most < shortestReadMicros && !isDue)) {
      this.#busyMicros += most;
      return { hasWaited, micros: most, mostMicros: most };
    }
    const awake = this.#awake();
    const before = this.#busyMicros;
    this.#busyMicros = 0;
    this.#ranMicros = this.#scheduler.ranMicros;
    this.#waitedMicros = this.#scheduler.waitedMicros;
    this.#readAtMicros = nowMicros;
    if (!hasWaited) return { hasWaited, micros: most, mostMicros: most };
    return {
      hasWaited,
      micros: this.#ifLong(most, Math.max(0, awake - before), callbackMicros),
      mostMicros: this.#ifLong(most, awake, callbackMicros),
    };
  }

  #mostBusy(nowMicros: number, idleMicros: number): number {
    return Math.max(0, nowMicros - this.#endMicros - (idleMicros - this.#idleMicros));
  }

  /** Of a time that was long enough for a signal: no more than the thread was awake, or than callbacks have taken. */
  #ifLong(most: number, awake: number, callbackMicros: number): number {
    return this.#isKnown && most >= shortestReadMicros
      ? Math.min(most, Math.max(awake, callbackMicros))
      : most;
  }

  #awake(): number {
    this.#read();
    const { ranMicros, waitedMicros } = this.#scheduler;
    return ranMicros + waitedMicros - this.#ranMicros - this.#waitedMicros;
  }

  #read(): void {
    this.#isKnown = this.#isKnown && this.#scheduler.read();
  }
}

function idleClock(): number {
  return libuvIdleMillis() * 1000;
}
