import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';
import { retention } from './ladder.ts';

/** What an app under test says of itself. */
export interface AppFacts {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Since the last time that it was asked: how late the loop was, at most and in 99 of 100 cases. */
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
// The parent holds the other end, however it dies; `exit` writes what is left.
process.on('disconnect', () => process.exit());
process.send?.(origin);
