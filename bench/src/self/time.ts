import { setImmediate } from 'node:timers/promises';
import { median } from '../statistics.ts';

const batchMillis = 5;
const batches = 60;

/** Nanoseconds of one call, as the median of batches. Timers and drains run between batches. */
export async function nanosOf(call: () => void): Promise<number> {
  return measure((count) => {
    for (let i = 0; i < count; i++) call();
  });
}

/** The same for one `await` of an async function. */
export async function nanosOfAwait(call: () => Promise<void>): Promise<number> {
  return measure(async (count) => {
    for (let i = 0; i < count; i++) await call();
  });
}

async function measure(batch: (count: number) => void | Promise<void>): Promise<number> {
  const timed = async (count: number): Promise<number> => {
    const start = performance.now();
    await batch(count);
    return performance.now() - start;
  };
  let count = 100;
  // Grows the batch until it is long enough, which also warms up the code.
  while ((await timed(count)) < batchMillis) count = Math.ceil(count * 1.5);
  const nanos: number[] = [];
  for (let i = 0; i < batches; i++) {
    nanos.push(((await timed(count)) / count) * 1_000_000);
    await setImmediate();
  }
  return median(nanos);
}
