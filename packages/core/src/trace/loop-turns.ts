import { clearImmediate, performance, setImmediate } from '../clock.ts';
import { marked } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';
import { type Came, cameAt } from './came.ts';
import { LoopMarks } from './loop-marks.ts';
import { TurnClock } from './turn-clock.ts';

export interface LoopTurnsOptions {
  /** Runs the profiler's own work. */
  readonly run: (work: () => void) => void;
  /** For how long the loop was busy from one poll to the next, and how long a time was watched. */
  readonly onTurn: (busyMicros: number, watchedMicros: number) => void;
  /** The loop did not poll between two moments. Called twice after each poll: for what came before, and for its callbacks. */
  readonly onBusy?: ((fromMicros: number, toMicros: number) => void) | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Follows the loop from poll to poll. Times are microseconds of `performance.now()`. */
export interface LoopTurns {
  /** The immediate that ends a turn, so that traces can leave it out. */
  readonly own: object | undefined;
  readonly marks: LoopMarks;
  /** A request begins to run, called back by the poll of this turn. */
  mark(nowMicros: number, scope: Scope): void;
  /** The loop calls back, perhaps for the first time after its poll. */
  called(nowMicros: number): void;
  /** When something came that the poll of this turn has reported. Call it in the loop's callback for it. */
  came(nowMicros: number): Came;
  stop(): void;
}

const { nodeTiming } = performance;
interface Metrics {
  readonly loopCount: number;
  /** Events that were there when the loop came to poll for them, so that it did not wait. */
  readonly eventsWaiting: number;
}
const metrics = (): Metrics | undefined =>
  (nodeTiming as { readonly uvMetricsInfo?: Metrics } | undefined)?.uvMetricsInfo;

/**
 * An immediate runs after the callbacks of each poll. Unlike the app's, this one is unref'd: the loop waits in its poll as
 * if there were none, and no process stays alive for it.
 *
 * libuv counts the events that were there when it came to poll, so each turn is known to have waited or not. How long it
 * has waited is harder to tell: see `TurnClock`.
 */
export function watchLoopTurns(options: LoopTurnsOptions): LoopTurns {
  return metrics() === undefined ? unknownTurns() : new WatchedTurns(options);
}

/** Where Node does not tell how its loop polls. */
export function unknownTurns(): LoopTurns {
  return {
    own: undefined,
    marks: new LoopMarks(),
    mark() {},
    called() {},
    came: cameAt,
    stop() {},
  };
}

class WatchedTurns implements LoopTurns {
  readonly marks = new LoopMarks();
  readonly #options: LoopTurnsOptions;
  readonly #clock = new TurnClock();
  readonly #onImmediate = marked({ 'routeprof:own': () => this.#afterPoll() });
  #immediate: NodeJS.Immediate | undefined;
  #stopped = false;
  #turn = 1;
  #metrics = metrics() as Metrics;
  /** When the poll of the last turn ended: probably, and at the earliest. */
  #polledMicros = this.#clock.endMicros;
  #leastPolledMicros = this.#clock.endMicros;
  /** How long the callbacks of the last poll took. */
  #callbackMicros = 0;
  /** The first callback that surely follows the poll of this turn; 0 when none is known. */
  #firstMicros = 0;
  #open: { waited: boolean }[] = [];

  constructor(options: LoopTurnsOptions) {
    this.#options = options;
    options.run(() => this.#watch());
  }

  get own(): object | undefined {
    return this.#immediate;
  }

  mark(nowMicros: number, scope: Scope): void {
    if (this.#firstMicros === 0) this.#firstMicros = nowMicros;
    this.marks.add(scope, nowMicros);
  }

  called(nowMicros: number): void {
    // Timers follow in the same turn of libuv. They say nothing of the next poll.
    if (this.#firstMicros === 0 && metrics()?.loopCount !== this.#metrics.loopCount) {
      this.#firstMicros = nowMicros;
    }
  }

  came(nowMicros: number): Came {
    const polledMicros = this.#firstMicros === 0 ? nowMicros : this.#firstMicros;
    const { mostBusyMicros, delayMicros } = this.#clock.woken(nowMicros, nowMicros - polledMicros);
    const came = {
      leastMicros: Math.min(this.#leastPolledMicros, polledMicros),
      leastWokenMicros: nowMicros - mostBusyMicros,
      fromMicros: Math.min(this.#polledMicros, polledMicros),
      wokenMicros: polledMicros - delayMicros,
      polledMicros,
      turn: this.#turn,
      waited: true,
    };
    this.#open.push(came);
    return came;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.marks.clear();
    this.#clock.close();
  }

  #watch(): void {
    this.#immediate = setImmediate(this.#onImmediate);
    this.#immediate.unref();
  }

  #afterPoll(): void {
    try {
      this.#endTurn(performance.now() * 1000);
      if (!this.#stopped) this.#watch();
    } catch (error) {
      this.stop();
      this.#options.onFailure(error);
    }
  }

  #endTurn(nowMicros: number): void {
    const { eventsWaiting } = this.#metrics;
    this.#metrics = metrics() as Metrics;
    const waited = this.#metrics.eventsWaiting === eventsWaiting;
    const sinceFirst = this.#firstMicros === 0 ? 0 : nowMicros - this.#firstMicros;
    const beforeMicros = this.#clock.endMicros;
    const watchedMicros = nowMicros - beforeMicros;
    const { micros, mostMicros } = this.#clock.endTurn(nowMicros, sinceFirst, waited);
    const callbackMicros = sinceFirst > 0 ? Math.min(sinceFirst, micros) : micros;
    // What is not the poll's own came before it: immediates and timers, after the callbacks of the poll before.
    this.#options.onTurn(this.#callbackMicros + micros - callbackMicros, watchedMicros);
    this.#options.onBusy?.(beforeMicros, beforeMicros + micros - callbackMicros);
    // Since its first callback is certain, whatever the clocks of the thread say.
    this.#options.onBusy?.(nowMicros - Math.max(callbackMicros, sinceFirst), nowMicros);
    for (const came of this.#open) came.waited = waited;
    if (this.#open.length > 0) this.#open = [];
    this.marks.end(nowMicros);
    this.#turn++;
    this.#callbackMicros = callbackMicros;
    this.#polledMicros = nowMicros - callbackMicros;
    this.#leastPolledMicros = nowMicros - mostMicros;
    this.#firstMicros = 0;
  }
}
