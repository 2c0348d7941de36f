import { nowMicros } from './own-clock.ts';

export interface Held {
  /** When it was free for whoever holds it now: the moment of its release, or of the call. */
  readonly freeMicros: number;
  release(): void;
}

/** A few of something, in the order in which they are asked for. */
export interface Pool {
  acquire(): Promise<Held>;
}

export function createPool(size: number): Pool {
  let free = size;
  const waiting: ((freeMicros: number) => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next(nowMicros());
  };
  return {
    async acquire() {
      if (free > 0) {
        free--;
        return { freeMicros: nowMicros(), release };
      }
      const freeMicros = await new Promise<number>((go) => waiting.push(go)); // site: /lock /pool
      return { freeMicros, release };
    },
  };
}
