import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { profileListener } from '@routeprof/core/node';
import { threadCpuMicros } from '../truth/thread-clock.ts';

/** The server's own clocks, each since the process or the loop began. */
export interface ServerClocks {
  readonly millis: number;
  readonly cpuMicros: number;
  /** As the app reads it. */
  readonly loopIdleMillis: number;
  readonly loopActiveMillis: number;
  readonly idleTimeMillis: number;
  /** In calls that block without computing. */
  readonly blockedMillis: number;
}

/**
 * `server.js ENGINE RATE`, or `server.js plain 0` for a server that is not profiled. A third word, a number, makes a
 * timer block for so many milliseconds of every 100, as synchronous I/O does.
 */
const [engine = 'plain', rate = '99', blocks = '0'] = process.argv.slice(2);
let blockedMillis = 0;
if (blocks !== '0') setInterval(block, 100, Number(blocks));
const server = createServer(
  engine === 'plain'
    ? hello
    : profileListener(hello, {
        engine: engine as 'inspector',
        rate: Number(rate),
        maxOverhead: 1,
        discardFirst: false,
        route: ({ url }) => url,
      }),
);

function hello(_request: unknown, response: { end(text: string): unknown }): void {
  response.end('hello');
}

function block(millis: number): void {
  const start = performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
  blockedMillis += performance.now() - start;
}

process.on('message', () => process.send?.(clocks()));
// Ends with the parent, however it dies.
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
    blockedMillis,
  };
}
