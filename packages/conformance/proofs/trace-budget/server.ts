import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { callMicros, countHooks } from '../tracing-hooks.ts';

// `node --expose-gc server.js`: an app of node:http whose hooks are counted. It sends its port, and its figures when asked.
const perCallMicros = callMicros();
const counted = countHooks();
const { profileListener } = await import('@routeprof/core/node');

export interface BudgetFacts {
  readonly calls: number;
  readonly hookMicros: number;
  readonly heapBytes: number;
}

const listen = profileListener(
  async (request, response) => {
    if (request.url === '/awaits') for (let i = 0; i < 20; i++) await null;
    if (request.url === '/waits') await delay(2);
    response.end('hello');
  },
  // Tracing has a budget of its own here.
  { authorize: () => true, maxOverhead: 1 },
);
const server = createServer(listen);
// At 3 requests a second most connections are idle for long.
server.keepAliveTimeout = 0;
process.on('message', () => {
  // Twice, because what finalizers let go of is free only then.
  globalThis.gc?.();
  globalThis.gc?.();
  const { calls, insideMicros } = counted;
  const facts: BudgetFacts = {
    calls,
    hookMicros: insideMicros + calls * perCallMicros,
    heapBytes: process.memoryUsage().heapUsed,
  };
  process.send?.(facts);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
