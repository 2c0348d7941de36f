import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';
import { retention } from './ladder.ts';

/** The figures of an app under test. */
export interface AppFacts {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** How late the loop was since the last request for facts: the maximum, and the 99th percentile. */
  readonly longestDelayMicros: number;
  readonly p99DelayMicros: number;
}

const [dir = ''] = process.argv.slice(2);
const { origin } = await serveShop('express', {
  mount: '/',
  profiler: { dir, service: 'shop', discardFirst: false, flushInterval: 1_000, retention },
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

process.on('message', () => {
  const { rss, heapUsed } = process.memoryUsage();
  const facts: AppFacts = {
    rssBytes: rss,
    heapBytes: heapUsed,
    longestDelayMicros: delay.max / 1000,
    p99DelayMicros: delay.percentile(99) / 1000,
  };
  delay.reset();
  process.send?.(facts);
});
// Ends with the parent, however it dies; the `exit` listener writes the rest.
process.on('disconnect', () => process.exit());
process.send?.(origin);
