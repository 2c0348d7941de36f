/** Progress on stderr, with the remaining time: one line that changes in a terminal, a plain line now and then elsewhere. */
export class Progress {
  /** In any unit that says how long a step takes. */
  readonly #total: number;
  readonly #start = performance.now();
  #done = 0;
  #lastAt = 0;

  constructor(total: number) {
    this.#total = total;
  }

  step(what: string, amount: number): void {
    this.#done += amount;
    const now = performance.now();
    const isTerminal = process.stderr.isTTY;
    if (now - this.#lastAt < (isTerminal ? 200 : 20_000)) return;
    this.#lastAt = now;
    const seconds = ((now - this.#start) / this.#done) * ((this.#total - this.#done) / 1000);
    const text = `${Math.round((this.#done / this.#total) * 100)} %, ${what}, about ${durationOf(seconds)} left`;
    process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  }

  /** Prints an intermediate result, so that it is not lost if the run fails later. */
  say(text: string): void {
    this.end();
    process.stderr.write(`${text}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 100 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
