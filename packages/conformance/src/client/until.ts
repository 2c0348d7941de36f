import { setTimeout as delay } from 'node:timers/promises';
import { deadlineMillis } from './connection.ts';

const everyMillis = 20;

/** Reads again until it is as wanted: what a client has received, the server may yet have to count. */
export async function until<Value>(
  read: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  what: string,
): Promise<Value> {
  const end = performance.now() + deadlineMillis;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (performance.now() > end) {
      const last = JSON.stringify(value)?.slice(0, 1_500);
      throw new Error(`After ${deadlineMillis} ms still not: ${what}. Last:\n${last}`);
    }
    await delay(everyMillis);
  }
}
