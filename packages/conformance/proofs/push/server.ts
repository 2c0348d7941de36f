import { createServer } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

// `node server.ts OPTIONS`: an app of node:http with the profiler's options. It sends its port, and when it is asked, the
// addresses of all TCP connections that the process has made, TLS or not.
const made = new Set<string>();
const { connect } = Socket.prototype;
Socket.prototype.connect = function (this: Socket, ...args: Parameters<typeof connect>): Socket {
  this.once('connect', () => made.add(`${this.remoteAddress}:${this.remotePort}`));
  return connect.apply(this, args);
} as typeof connect;
const { profileListener } = await import('@routeprof/core/node');

function compute(millis: number): void {
  for (const until = performance.now() + millis; performance.now() < until; );
}

const server = createServer(
  profileListener(
    async ({ url }, response) => {
      if (url === '/wait') await delay(5);
      compute(url === '/heavy' ? 4 : 1);
      response.end('well');
    },
    JSON.parse(process.argv[2] ?? '{}'),
  ),
);
server.keepAliveTimeout = 0;
process.on('message', () => process.send?.([...made]));
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
