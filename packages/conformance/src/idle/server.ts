import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { profileListener } from '@routeprof/core/node';
import { threadCpuMicros } from '../truth/thread-clock.ts';

/** What the server's own clocks say, each since the process or the loop began. */
export interface ServerClocks {
  readonly millis: number;
  readonly cpuMicros: number;
  /** What the app reads. */
  readonly loopIdleMillis: number;
  readonly loopActiveMillis: number;
  readonly idleTimeMillis: number;
}

/** A server without a blocking call: `server.js ENGINE RATE`, or `server.js plain` for one that is not profiled. */
const [engine = 'plain', rate = '99'] = process.argv.slice(2);
const server = createServer(
  engine === 'plain'
    ? hello
    : profileListener(hello, {
        engine: engine as 'inspector',
        rate: Number(rate),
        discardFirst: false,
        route: ({ url }) => url,
      }),
);

function hello(_request: unknown, response: { end(text: string): unknown }): void {
  response.end('hello');
}

process.on('message', () => process.send?.(clocks()));
// The parent holds the other end, however it dies.
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});

function clocks(): ServerClocks {
  const { idle, active } = performance.eventLoopUtilization();
  return {
    millis: performance.now(),
    cpuMicros: threadCpuMicros(),
    loopIdleMillis: idle,
    loopActiveMillis: active,
    idleTimeMillis: performance.nodeTiming.idleTime,
  };
}
