import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profileListener } from '@routeprof/core/node';
import { threadCpuMicros } from '../truth/thread-clock.ts';

// `node server.js OPTIONS`: an app of node:http, profiled with the options, or plain with `null`. It sends its port, and its
// figures when asked. /r0 to /r4 compute for milliseconds, before and after a wait, and add up what they took.
const options = JSON.parse(process.argv[2] ?? 'null');

export interface OverheadFacts {
  /** Of the process. */
  readonly cpuMicros: number;
  /** What requests to /r0, /r1, … took, by the kernel's clock, and how many there were. */
  readonly truths: readonly { readonly requests: number; readonly cpuMicros: number }[];
}

const truths = Array.from({ length: 5 }, () => ({ requests: 0, cpuMicros: 0 }));

const listener: RequestListener = async (request, response) => {
  const { url = '/' } = request;
  if (url === '/awaits') for (let i = 0; i < 200; i++) await null;
  const truth = url.startsWith('/r') ? truths[Number(url.slice(2))] : undefined;
  if (truth !== undefined) {
    const micros = 2_000 + 2_000 * truths.indexOf(truth) + 4_000 * Math.random();
    truth.cpuMicros += compute(micros);
    await new Promise((resolve) => setTimeout(resolve, 3));
    truth.cpuMicros += compute(micros);
    truth.requests++;
  }
  response.end('hello');
};
// A report costs, too: nobody may see one.
const server = createServer(options === null ? listener : profileListener(listener, options));
server.keepAliveTimeout = 0;

function compute(micros: number): number {
  const from = threadCpuMicros();
  for (;;) {
    const took = threadCpuMicros() - from;
    if (took >= micros) return took;
    spin();
  }
}

function spin(): number {
  let hash = 1;
  for (let i = 0; i < 5_000; i++) hash = Math.imul(hash ^ i, 16_777_619);
  return hash;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const facts: OverheadFacts = { cpuMicros: user + system, truths };
  process.send?.(facts);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
