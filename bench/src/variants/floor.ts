import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { startSampler } from './sampler.ts';
import type { Around, Variant } from './variant.ts';

/**
 * The floor, in steps that each contain the ones before: what a profiler of routes cannot do without. Each step has an
 * `Around` of its own, because a question in a shared one would cost the earlier steps what only the later ones need.
 */
const started = Symbol('started');
type Timed = ServerResponse & { [started]: number };

/** What a profiler would keep. */
const sums = { closed: 0, millis: 0 };
function onClose(this: Timed): void {
  sums.closed++;
  sums.millis += performance.now() - this[started];
}

const hook: Around = (_response, next) => next();

const clock: Around = (response, next) => {
  (response as Timed)[started] = performance.now();
  return next();
};

const close: Around = (response, next) => {
  (response as Timed)[started] = performance.now();
  response.on('close', onClose);
  return next();
};

function inContext(storage: AsyncLocalStorage<object>, holder: object): Around {
  return (response, next) => {
    (response as Timed)[started] = performance.now();
    response.on('close', onClose);
    return storage.run(holder, next);
  };
}

export const floor: readonly Variant[] = [
  { name: 'hook', title: 'floor: an empty hook', inFull: false, add: () => ({ around: hook }) },
  { name: 'clock', title: '+ a clock reading', inFull: false, add: () => ({ around: clock }) },
  { name: 'close', title: '+ a close listener', inFull: false, add: () => ({ around: close }) },
  {
    name: 'context',
    title: '+ a context',
    inFull: false,
    add: () => ({ around: inContext(new AsyncLocalStorage(), {}) }),
  },
  {
    name: 'sampler',
    title: "+ V8's sampler",
    inFull: false,
    add: () => {
      const storage = new AsyncLocalStorage<object>();
      return { around: inContext(storage, startSampler(storage)) };
    },
  },
];
