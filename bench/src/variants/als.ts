import { AsyncLocalStorage } from 'node:async_hooks';
import type { Variant } from './variant.ts';

/** The least that any tool costs that follows requests with a value for each. */
export const als: Variant = {
  name: 'als',
  title: 'AsyncLocalStorage alone',
  inFull: false,
  add() {
    const storage = new AsyncLocalStorage<object>();
    return { around: (_response, next) => storage.run({}, next) };
  },
};
