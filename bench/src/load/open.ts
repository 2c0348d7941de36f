import { setImmediate } from 'node:timers/promises';
import { arrivals } from './arrivals.ts';
import type { Connection, ConnectionUser } from './connection.ts';
import type { Sent, SliceOrder } from './order.ts';
import { giveBack, takeConnections } from './pool.ts';

/**
 * Sends requests at the times of a plan, whatever the server does. A request that finds no free connection waits for
 * one, and that counts as its latency: users do not wait with their requests until others have their answers.
 */
export async function sendOpen(order: SliceOrder, requests: readonly Buffer[]): Promise<Sent> {
  const latencies: number[] = [];
  const due = arrivals(order.rate as number, order.millis as number, order.seed ?? 1);
  const free: Connection[] = [];
  let failure: string | undefined;
  let answered = 0;
  let countedFrom = 0;
  const user: ConnectionUser = {
    answered(connection) {
      answered++;
      if (connection.sentAt >= countedFrom) latencies.push(performance.now() - connection.sentAt);
      free.push(connection);
    },
    failed(reason) {
      failure ??= reason;
    },
  };
  const connections = await takeConnections(order.port, order.connections, user);
  free.push(...connections);
  const start = performance.now();
  countedFrom = start + (order.settlingMillis ?? 0);
  let next = 0;
  // Timers are too coarse for it, so it looks again at every turn of the loop.
  while (answered < due.length && failure === undefined) {
    const now = performance.now();
    while (next < due.length && free.length > 0) {
      const at = start + (due[next] as number);
      if (at > now) break;
      (free.pop() as Connection).send(requests[next++ % requests.length] as Buffer, at);
    }
    await setImmediate();
  }
  giveBack(connections);
  return { requests: answered, latencies, idleMillis: 0, failure };
}
