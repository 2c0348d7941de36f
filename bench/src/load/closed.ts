import type { ConnectionUser } from './connection.ts';
import type { Sent, SliceOrder } from './order.ts';
import { giveBack, takeConnections } from './pool.ts';

/** Each connection sends the next request as soon as it has the answer to the last one. */
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
  await new Promise<void>((resolve) => {
    finish = resolve;
    waiting = connections.length;
    const now = performance.now();
    for (const connection of connections) connection.send(requests[asked++ % requests.length] as Buffer, now);
  });
  giveBack(connections);
  return { latencies, failure };
}
