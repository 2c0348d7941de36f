import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const request = 'GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const connections = 32;

/**
 * Sends GET /hello to 127.0.0.1 for `forMillis`, `perSecond` requests per second at random moments, or as many as the
 * server answers. It does as little as possible, so that the server is the bottleneck.
 *
 * @returns answers per second.
 */
export async function sendHellos(
  port: number,
  forMillis: number,
  perSecond: number = Number.POSITIVE_INFINITY,
): Promise<number> {
  if (perSecond === 0) {
    await new Promise((resolve) => setTimeout(resolve, forMillis));
    return 0;
  }
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const free: Socket[] = [...sockets];
  let answers = 0;
  const startMillis = performance.now();
  const endMillis = startMillis + forMillis;
  let nextMillis = startMillis;
  const sendDue = (): void => {
    const now = performance.now();
    while (nextMillis <= now && free.length > 0) {
      (free.pop() as Socket).write(request);
      if (perSecond !== Number.POSITIVE_INFINITY)
        nextMillis += (-Math.log(1 - Math.random()) / perSecond) * 1000;
    }
  };
  for (const socket of sockets) {
    socket.setNoDelay(true);
    socket.on('data', () => {
      answers++;
      free.push(socket);
      if (perSecond === Number.POSITIVE_INFINITY && performance.now() < endMillis) sendDue();
    });
  }
  sendDue();
  // Timers are too coarse for random moments.
  while (performance.now() < endMillis) {
    if (perSecond === Number.POSITIVE_INFINITY) await new Promise((resolve) => setTimeout(resolve, 20));
    else {
      await new Promise((resolve) => setImmediate(resolve));
      sendDue();
    }
  }
  for (const socket of sockets) socket.destroy();
  return (answers * 1000) / forMillis;
}
