import { clearImmediate, performance, setImmediate } from '../clock.ts';
import { marked } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';
import { type Came, unknownCame } from './came.ts';
import { LoopBeats } from './loop-beats.ts';
import { LoopMarks } from './loop-marks.ts';
import { type LoopTurns, type LoopTurnsOptions, unknownTurns } from './loop-turns.ts';
import { TurnClock } from './turn-clock.ts';
import { TurnSlices } from './turn-slices.ts';

const { nodeTiming } = performance;
/** How often the loop has polled. Node makes an object for each answer. */
const loopCount = (): number | undefined =>
  (nodeTiming as { readonly uvMetricsInfo?: { readonly loopCount: number } } | undefined)?.uvMetricsInfo
    ?.loopCount;

/**
 * An immediate runs after the callbacks of each poll. Unlike the app's, this one is unref'd: the loop waits in its poll as
 * if there were none, and no process stays alive for it. A loop that turns often is watched in random slices of time only,
 * and looked at some 100 times a second otherwise.
 *
 * How long a turn has waited is hard to tell: see `TurnClock`.
 */
export function watchLoopTurns(options: LoopTurnsOptions): LoopTurns {
  return loopCount() === undefined ? unknownTurns() : new WatchedTurns(options);
}

/** Turns from this length on are known also while turns are not watched. */
const longMicros = 20_000;

class WatchedTurns implements LoopTurns {
  readonly marks = new LoopMarks();
  readonly #options: LoopTurnsOptions;
  readonly #clock = new TurnClock();
  readonly #slices: TurnSlices;
  readonly #beats = new LoopBeats((since, now) => this.#attempt(() => this.#beat(since, now)));
  readonly #onImmediate = marked({ 'routeprof:own': () => this.#attempt(() => this.#afterPoll()) });
  #immediate: NodeJS.Immediate | undefined;
  #stopped = false;
  /** While turns are not watched: until when. Otherwise 0. */
  #restsUntilMicros = 0;
  /** Whether the poll before this turn was watched. */
  #isKnown = false;
  #turn = 1;
  #isFollowed = false;
  /** Of the poll of the last turn; only known while callbacks are followed. */
  #loopCount: number | undefined;
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
    this.#slices = new TurnSlices(options);
    this.#slices.begin(this.#clock.endMicros);
    options.run(() => this.#watch());
  }

  isOwn(resource: object): boolean {
    return resource === this.#immediate || resource === this.#beats.timer;
  }

  mark(nowMicros: number, scope: Scope): void {
    if (this.#restsUntilMicros > 0) {
      this.#beats.mark(nowMicros);
      return;
    }
    if (this.#firstMicros === 0) this.#firstMicros = nowMicros;
    this.marks.add(scope, nowMicros);
  }

  follow(isOn: boolean): void {
    this.#isFollowed = isOn;
    this.#loopCount = undefined;
  }

  called(nowMicros: number): void {
    if (this.#restsUntilMicros > 0 || this.#firstMicros > 0 || this.#loopCount === undefined) return;
    // Timers follow in the same turn of libuv. They say nothing of the next poll.
    if (loopCount() !== this.#loopCount) this.#firstMicros = nowMicros;
  }

  came(nowMicros: number): Came {
    if (!this.#isKnown) return unknownCame(nowMicros, this.#turn);
    const polledMicros = this.#firstMicros === 0 ? nowMicros : this.#firstMicros;
    const { mostBusyMicros, delayMicros } = this.#clock.woken(nowMicros, nowMicros - polledMicros);
    const came = {
      leastMicros: Math.min(this.#leastPolledMicros, polledMicros),
      leastWokenMicros: nowMicros - mostBusyMicros,
      fromMicros: Math.min(this.#polledMicros, polledMicros),
      wokenMicros: polledMicros - delayMicros,
      polledMicros,
      turn: this.#turn,
      isKnown: true,
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
    this.#beats.stop();
    this.marks.clear();
    this.#clock.close();
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.stop();
      this.#options.onFailure(error);
    }
  }

  #watch(): void {
    this.#immediate = setImmediate(this.#onImmediate);
    this.#immediate.unref();
  }

  #afterPoll(): void {
    const nowMicros = performance.now() * 1000;
    this.#options.onLook?.();
    this.#endTurn(nowMicros);
    if (this.#stopped) return;
    const restMicros = this.#slices.turn(this.#polledMicros);
    if (restMicros === 0) this.#watch();
    else this.#rest(nowMicros, restMicros);
  }

  #rest(nowMicros: number, micros: number): void {
    this.#immediate = undefined;
    this.#restsUntilMicros = nowMicros + micros;
    this.#isKnown = false;
    this.#turn++;
    this.marks.clear();
    this.#beats.start(nowMicros);
  }

  #beat(busySinceMicros: number, nowMicros: number): void {
    const busyMicros = nowMicros - busySinceMicros;
    this.#options.onLook?.();
    if (busyMicros >= longMicros) this.#options.onTurn(busyMicros, busyMicros, 1);
    this.#options.onBusy?.(busySinceMicros, nowMicros);
    if (this.#stopped) return;
    if (nowMicros < this.#restsUntilMicros) {
      this.#beats.start(nowMicros);
      return;
    }
    this.#restsUntilMicros = 0;
    this.#beats.stop();
    this.#clock.restart(nowMicros);
    this.#loopCount = undefined;
    this.#slices.begin(nowMicros);
    this.#firstMicros = 0;
    this.#watch();
  }

  #endTurn(nowMicros: number): void {
    if (this.#isFollowed) this.#loopCount = loopCount();
    const sinceFirst = this.#firstMicros === 0 ? 0 : nowMicros - this.#firstMicros;
    const beforeMicros = this.#clock.endMicros;
    const { hasWaited, micros, mostMicros } = this.#clock.endTurn(nowMicros, sinceFirst);
    const callbackMicros = sinceFirst > 0 ? Math.min(sinceFirst, micros) : micros;
    // What is not the poll's own came before it: immediates and timers, after the callbacks of the poll before.
    const busyMicros = this.#callbackMicros + micros - callbackMicros;
    // From poll to poll: never less than what was busy.
    const turnMicros = nowMicros - callbackMicros - (beforeMicros - this.#callbackMicros);
    if (this.#isKnown) this.#countTurn(busyMicros, turnMicros);
    this.#options.onBusy?.(beforeMicros, beforeMicros + micros - callbackMicros);
    // Since its first callback is certain, whatever the clocks of the thread say.
    this.#options.onBusy?.(nowMicros - Math.max(callbackMicros, sinceFirst), nowMicros);
    for (const came of this.#open) came.waited = hasWaited;
    if (this.#open.length > 0) this.#open = [];
    this.marks.end(nowMicros);
    this.#turn++;
    this.#isKnown = true;
    this.#callbackMicros = callbackMicros;
    this.#polledMicros = nowMicros - callbackMicros;
    this.#leastPolledMicros = nowMicros - mostMicros;
    this.#firstMicros = 0;
  }

  /** Long turns are known at any time, so each stands for itself; and so does the time after a slice has ended. */
  #countTurn(busyMicros: number, watchedMicros: number): void {
    const { weight, endMicros } = this.#slices;
    const { onTurn } = this.#options;
    if (weight === 1) {
      onTurn(busyMicros, watchedMicros, 1);
      return;
    }
    const idleMicros = Math.max(0, watchedMicros - busyMicros);
    const lateMicros = Math.min(idleMicros, Math.max(0, this.#clock.endMicros - endMicros));
    onTurn(busyMicros, busyMicros, busyMicros >= longMicros ? 1 : weight);
    onTurn(0, idleMicros - lateMicros, weight);
    onTurn(0, lateMicros, 1);
  }
}
