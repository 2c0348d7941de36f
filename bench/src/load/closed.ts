import type { ConnectionUser } from './connection.ts';
import type { Sent, SliceOrder } from './order.ts';
import { giveBack, takeConnections } from './pool.ts';

/**
 * Each connection sends the next request as soon as it has the answer to the last one. It never sleeps: to wake it would
 * be work of the server, in its write, and a slower server would have to do it more often. On a virtual machine that was
 * half of a small request.
 */
export async function sendClosed(order: SliceOrder, requests: readonly Buffer[]): Promise<Sent> {
  const latencies: number[] = [];
  const most = order.requests ?? Number.POSITIVE_INFINITY;
  let end = Number.POSITIVE_INFINITY;
  let asked = 0;
  let waiting = 0;
  let failure: string | undefined;
  let finish = (): void => {};
  const user: ConnectionUser = {
    answered(connection) {
      const now = performance.now();
      latencies.push(now - connection.sentAt);
      if (now < end && asked < most && failure === undefined)
        connection.send(requests[asked++ % requests.length] as Buffer, now);
      else if (--waiting === 0) finish();
    },
    failed(reason) {
      failure ??= reason;
      if (--waiting === 0) finish();
    },
  };
  const connections = await takeConnections(order.port, Math.min(order.connections, most), user);
  if (order.millis !== undefined) end = performance.now() + order.millis;
  let idleMillis = 0;
  await new Promise<void>((resolve) => {
    finish = resolve;
    waiting = connections.length;
    const now = performance.now();
    for (const connection of connections) connection.send(requests[asked++ % requests.length] as Buffer, now);
    look(latencies.length, performance.now());
  });
  giveBack(connections);
  return { requests: latencies.length, latencies, idleMillis, failure };

  function look(answers: number, sinceMillis: number): void {
    if (waiting === 0) return;
    setImmediate(() => {
      const now = performance.now();
      if (latencies.length === answers) idleMillis += now - sinceMillis;
      look(latencies.length, now);
    });
  }
}
