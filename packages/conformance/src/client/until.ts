import { setTimeout as delay } from 'node:timers/promises';
import { deadlineMillis } from './connection.ts';

const everyMillis = 20;

/** Reads until the value is as wanted, because a server may count a request after the client has its response. */
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
