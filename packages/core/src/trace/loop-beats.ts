import { clearTimeout, performance, setTimeout, unref } from '../clock.ts';
import { marked } from '../own-frames.ts';

/** Between two looks at a loop whose turns are not watched. */
const beatMicros = 10_000;
/** Timers are due at whole milliseconds, so an idle loop is late by that. */
const usualMicros = 2_000;

/** Looks at the loop from time to time: a timer that comes late tells that the loop was busy since it was due, or longer. */
export class LoopBeats {
  readonly #onBeat: (busySinceMicros: number, nowMicros: number) => void;
  readonly #run = marked({ 'routeprof:own': () => this.#beat() });
  #timer: NodeJS.Timeout | undefined;
  #dueMicros = 0;
  #markedMicros = 0;

  /**
   * @param onBeat gets when the loop became busy, or `nowMicros`: with the last request that began before the beat was due,
   * or half a beat before that.
   */
  constructor(onBeat: (busySinceMicros: number, nowMicros: number) => void) {
    this.#onBeat = onBeat;
  }

  get timer(): object | undefined {
    return this.#timer;
  }

  /** It keeps no process alive. */
  start(nowMicros: number): void {
    this.#dueMicros = nowMicros + beatMicros;
    if (this.#timer === undefined) this.#timer = unref(setTimeout(this.#run, beatMicros / 1000));
    else this.#timer.refresh();
  }

  /** A request begins. What comes after a beat was due, waits for what holds the loop. */
  mark(nowMicros: number): void {
    if (nowMicros <= this.#dueMicros) this.#markedMicros = nowMicros;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    const nowMicros = performance.now() * 1000;
    const isLate = nowMicros - this.#dueMicros > usualMicros;
    this.#onBeat(isLate ? this.#busySince() : nowMicros, nowMicros);
  }

  #busySince(): number {
    const lastBeatMicros = this.#dueMicros - beatMicros;
    return this.#markedMicros > lastBeatMicros ? this.#markedMicros : lastBeatMicros + beatMicros / 2;
  }
}
