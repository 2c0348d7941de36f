import { performance } from '../clock.ts';
import type { Scope } from '../sample/scope.ts';

/** A stretch of the event loop's time in which one scope's code ran. Microseconds of `performance.now()`. */
export interface LoopStretch {
  readonly fromMicros: number;
  readonly toMicros: number;
  /** `undefined` for work of no request, Node's own between callbacks included. */
  readonly scope: Scope | undefined;
}

/** A callback that the loop itself has called: what comes after it in the same turn, up to the next, is caused by it. */
export interface LoopCallback {
  readonly asyncId: number;
  readonly resource: object;
  readonly fromMicros: number;
  readonly scope: Scope | undefined;
  readonly turn: LoopTurn;
  /** What tracing had cost until it began. */
  readonly costMicros: number;
}

/** From one poll of the loop to the next. */
export interface LoopTurn {
  /** When its poll ended, or a little later: when its first callback began. */
  readonly polledMicros: number;
  /** When the poll before ended. An event of this turn became ready after that. */
  readonly previousMicros: number;
  /** True when the poll has waited: then its events became ready at its end. */
  readonly waited: boolean;
}

const { nodeTiming } = performance;
type Metrics = { readonly uvMetricsInfo?: { readonly loopCount: number } };

/** What the event loop says about itself. */
export interface LoopClock {
  /** How often the loop has polled. Before Node 20.18 it is not known, and only waits tell turns apart. */
  readonly polls: () => number;
  /** How long its polls have waited. */
  readonly idleMillis: () => number;
}

const ownLoop: LoopClock = {
  polls: () => (nodeTiming as Metrics).uvMetricsInfo?.loopCount ?? 0,
  idleMillis: () => nodeTiming.idleTime,
};

/**
 * A pause before a poll's first callback is taken for a wait if it is this long, and this share of the turn. libuv's own
 * clock of waits misses those that a sampler's signal has interrupted. A busy machine pauses a busy loop, too: then a
 * pause is a small share of a long turn.
 */
const surelyWaitedMicros = 250;
const surelyWaitedShare = 0.25;

/** A connection may have waited for turns until it was accepted: so many stretches of them are known. */
const keptStretches = 1_000;

/** What ran on the loop, at least during the current turn and the one before. Only written while some request is traced. */
export class LoopLog {
  readonly #costMicros: () => number;
  readonly #clock: LoopClock;
  #stretches: LoopStretch[] = [];
  #scope: Scope | undefined;
  #sinceMicros = Number.POSITIVE_INFINITY;
  #polls = 0;
  #idleMillis = 0;
  #turn: LoopTurn = { polledMicros: 0, previousMicros: 0, waited: false };
  #callback: LoopCallback | undefined;

  /** @param costMicros What tracing has cost so far. */
  constructor(clock: LoopClock = ownLoop, costMicros: () => number = () => 0) {
    this.#costMicros = costMicros;
    this.#clock = clock;
  }

  /** What tracing has cost so far. */
  get costMicros(): number {
    return this.#costMicros();
  }

  /** The last callback of the loop. */
  get callback(): LoopCallback | undefined {
    return this.#callback;
  }

  get turn(): LoopTurn {
    return this.#turn;
  }

  /** The scope that has the loop. */
  get scope(): Scope | undefined {
    return this.#scope;
  }

  /** Begins in the middle of a callback, whose turn may have begun before. */
  start(nowMicros: number, asyncId: number, resource: object, scope: Scope | undefined): void {
    this.#scope = scope;
    this.#sinceMicros = nowMicros;
    this.#polls = this.#clock.polls();
    this.#idleMillis = this.#clock.idleMillis();
    this.#turn = { polledMicros: nowMicros, previousMicros: this.#turn.polledMicros, waited: true };
    this.#call(asyncId, resource, nowMicros, scope);
  }

  /** What ran last is still known: the next request to be traced may have come meanwhile. */
  stop(nowMicros: number): void {
    this.#cut(nowMicros);
    this.#sinceMicros = Number.POSITIVE_INFINITY;
    this.#scope = undefined;
    this.#callback = undefined;
  }

  /** From now on `scope` has the loop; `undefined` also when no callback runs. */
  switchTo(scope: Scope | undefined, nowMicros: number): void {
    if (scope === this.#scope) return;
    this.#cut(nowMicros);
    this.#scope = scope;
  }

  /** Whether the loop has polled since its last callback. */
  isNewTurn(): boolean {
    const polls = this.#clock.polls();
    return polls === 0 ? this.#clock.idleMillis() !== this.#idleMillis : polls !== this.#polls;
  }

  /** The loop calls a callback. Call it before `switchTo`. */
  enter(asyncId: number, resource: object, scope: Scope | undefined, nowMicros: number): void {
    const idleMillis = this.#clock.idleMillis();
    if (this.isNewTurn()) {
      this.#cut(nowMicros);
      const previousMicros = this.#turn.polledMicros;
      this.#turn = {
        polledMicros: nowMicros,
        previousMicros,
        waited: idleMillis !== this.#idleMillis || this.#paused(nowMicros - previousMicros),
      };
      this.#polls = this.#clock.polls();
      this.#forgetBefore(this.#turn.previousMicros);
    }
    this.#idleMillis = idleMillis;
    this.#call(asyncId, resource, nowMicros, scope);
  }

  /** What ran between two moments, as far as it was followed and is still known: this turn and the one before always are. */
  between(fromMicros: number, toMicros: number): LoopStretch[] {
    const found: LoopStretch[] = [];
    for (let i = this.#stretches.length - 1; i >= 0; i--) {
      const stretch = this.#stretches[i] as LoopStretch;
      if (stretch.toMicros <= fromMicros) break;
      if (stretch.fromMicros >= toMicros) continue;
      found.push({
        fromMicros: Math.max(fromMicros, stretch.fromMicros),
        toMicros: Math.min(toMicros, stretch.toMicros),
        scope: stretch.scope,
      });
    }
    found.reverse();
    const openFrom = Math.max(fromMicros, this.#sinceMicros);
    if (openFrom < toMicros) found.push({ fromMicros: openFrom, toMicros, scope: this.#scope });
    return found;
  }

  #call(asyncId: number, resource: object, fromMicros: number, scope: Scope | undefined): void {
    const costMicros = this.#costMicros();
    this.#callback = { asyncId, resource, fromMicros, scope, turn: this.#turn, costMicros };
  }

  /** Whether the last stretch was a pause that can only have been a wait, in a turn of this length. */
  #paused(turnMicros: number): boolean {
    const last = this.#stretches.at(-1);
    if (last === undefined || last.scope !== undefined) return false;
    const micros = last.toMicros - last.fromMicros;
    return micros > surelyWaitedMicros && micros > turnMicros * surelyWaitedShare;
  }

  #cut(nowMicros: number): void {
    if (nowMicros > this.#sinceMicros) {
      this.#stretches.push({ fromMicros: this.#sinceMicros, toMicros: nowMicros, scope: this.#scope });
      this.#sinceMicros = nowMicros;
    }
  }

  #forgetBefore(micros: number): void {
    const most = this.#stretches.length - keptStretches;
    if (most < keptStretches) return;
    let old = 0;
    while (old < most && (this.#stretches[old] as LoopStretch).toMicros < micros) old++;
    this.#stretches.splice(0, old);
  }
}
