import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profileListener } from '@routeprof/core/node';
import { burner, burnt } from '../truth/burners.ts';

// `node server.js OPTIONS`: an app of node:http, profiled with the options, or plain with `null`. It sends its port, and its
// figures when asked. /r0 to /r4 compute for milliseconds, before and after a wait, and add up what they took.
const options = JSON.parse(process.argv[2] ?? 'null');

export interface OverheadFacts {
  /** Of the process. */
  readonly cpuMicros: number;
  /** What requests to /r0, /r1, … took, by the kernel's clock, and how many there were. */
  readonly truths: readonly { readonly requests: number; readonly cpuMicros: number }[];
}

const routes = Array.from({ length: 5 }, (_, i) => ({ name: `r${i}`, burn: burner(`r${i}`), requests: 0 }));

const listener: RequestListener = async (request, response) => {
  const { url = '/' } = request;
  if (url === '/awaits') for (let i = 0; i < 200; i++) await null;
  const route = routes.find(({ name }) => url === `/${name}`);
  if (route !== undefined) {
    const millis = 2 + 2 * routes.indexOf(route) + 4 * Math.random();
    route.burn(millis);
    await new Promise((resolve) => setTimeout(resolve, 3));
    route.burn(millis);
    route.requests++;
  }
  response.end('hello');
};
// A report costs, too: nobody may see one.
const server = createServer(options === null ? listener : profileListener(listener, options));
server.keepAliveTimeout = 0;

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const truths = routes.map(({ name, requests }) => ({ requests, cpuMicros: burnt.get(name) ?? 0 }));
  process.send?.({ cpuMicros: user + system, truths } satisfies OverheadFacts);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
