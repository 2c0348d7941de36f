/** Offers a function to the lines that are added to modules. It is not enumerable: who lists the globals finds no more. */
export function offer(name: string, value: unknown): void {
  Object.defineProperty(globalThis, Symbol.for(name), { configurable: true, value });
}
