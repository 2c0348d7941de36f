/** Lets one through at a time, in the order in which they came. */
export class Lock {
  #last: Promise<void> = Promise.resolve();

  /** Waits for those before; call what it gives to let the next one through. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    let release = (): void => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}
