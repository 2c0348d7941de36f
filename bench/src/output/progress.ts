/** A line on stderr with the progress and the remaining time. */
export class Progress {
  readonly #steps: number;
  readonly #start = performance.now();
  #done = 0;
  #lastAt = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  step(what: string): void {
    this.#done++;
    const now = performance.now();
    const isTerminal = process.stderr.isTTY;
    if (now - this.#lastAt < (isTerminal ? 200 : 20_000)) return;
    this.#lastAt = now;
    const seconds = Math.round((((now - this.#start) / this.#done) * (this.#steps - this.#done)) / 1000);
    const text = `${Math.round((this.#done / this.#steps) * 100)} %, ${what}, about ${seconds} s left`;
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
