import type { AddressInfo } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { descriptionOf } from '../../src/frameworks/table.ts';

// A server with one route, with the adapter or only with `--require routeprof/register`; it sends its port and its
// memory.
const [framework = '', kind] = process.argv.slice(2);
let gcMillis = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) gcMillis += duration;
}).observe({ entryTypes: ['gc'] });

process.on('message', () => {
  process.send?.({ gcMillis, rssBytes: process.memoryUsage.rss() });
});
const { listen } = await descriptionOf(framework);
const { server } = await listen(
  {
    profiler: kind === 'middleware' ? {} : undefined,
    routes: [{ method: 'GET', pattern: '/hello/:name', handle: () => ({ text: 'hello' }) }],
  },
  0,
);
process.send?.({ port: (server.address() as AddressInfo).port });
