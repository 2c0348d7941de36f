import { createProfiler } from '@routeprof/core';
import type { Settings } from './arguments.ts';
import { type Load, startLoad } from './load/start.ts';
import { openShops, type RunningShop } from './shops.ts';

export interface Demo {
  readonly shops: readonly RunningShop[];
  /** The same report is at each shop; this is the first's. */
  readonly reportUrl: string;
  readonly load: Load;
  close(): Promise<void>;
}

/** Opens the shops under one profiler and starts the load. */
export async function startDemo(settings: Settings): Promise<Demo> {
  // The first request must count too, because the check compares the report with the load.
  const profiler = createProfiler({ service: 'all-in-one', discardFirst: false });
  const shops = await openShops(profiler, settings.port);
  const load = startLoad({
    targets: shops.map(({ origin, mount }) => ({ origin, mount })),
    seed: settings.seed,
    requestsPerSecond: settings.rate,
    concurrency: settings.concurrency,
    maxRequests: settings.requests,
    maxSeconds: settings.seconds,
  });
  return {
    shops,
    reportUrl: `${shops[0]?.origin}/__profile__/`,
    load,
    async close() {
      load.stop();
      await Promise.all(shops.map((shop) => shop.close()));
      await profiler.close();
    },
  };
}
