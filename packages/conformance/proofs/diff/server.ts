import { setTimeout as delay } from 'node:timers/promises';
import { createProfiler } from '@routeprof/core';
import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';
import type { ProcessProfiler } from '../../../core/src/process/process-profiler.ts';
import { joinShared } from '../../../core/src/process/shared.ts';
import { everything } from '../../../core/src/store/choice.ts';
import type { Incoming } from '../../src/frameworks/description.ts';
import { threadCpuMicros } from '../truth/thread-clock.ts';
import { perform, priceQuote, rankMatches, sumTable } from './work.ts';

/**
 * The shop, three routes with known work, one that waits, and one that fails. `SLOWER` is the factor of `priceQuote`'s
 * work; its cost is measured by the kernel's clock, which the profiler does not use.
 */
const slower = Number(process.env.SLOWER ?? '1');
const works = {
  quote: { work: priceQuote, rounds: Math.round(500_000 * slower) },
  rank: { work: rankMatches, rounds: 200_000 },
  table: { work: sumTable, rounds: 200_000 },
};
const lateMillis = Number(process.env.LATE_MILLIS ?? '20');
const failing = Number(process.env.FAILING ?? '0');
let quotes = 0;
let quoteMicros = 0;

const shared = createProfiler({ rate: 1000, maxOverhead: 1 });
const working = Object.entries(works).map(([name, { work, rounds }]) => ({
  method: 'GET',
  pattern: `/${name}/:id`,
  handle({ params }: Incoming) {
    const start = threadCpuMicros();
    const result = perform(work, Number(params.id), rounds);
    if (work === priceQuote) {
      quoteMicros += threadCpuMicros() - start;
      quotes++;
    }
    return { json: { result } };
  },
}));
const late = {
  method: 'GET',
  pattern: '/late/:id',
  async handle() {
    await delay(lateMillis * (0.5 + Math.random()));
    return { json: {} };
  },
};
const sometimesFailing = {
  method: 'GET',
  pattern: '/failing/:id',
  handle: () => ({ status: Math.random() < failing ? 500 : 200, json: {} }),
};
const { origin } = await serveShop('express', {
  profiler: { profiler: shared },
  routes: [...working, late, sometimesFailing],
});

const own = joinShared()?.running?.process as ProcessProfiler;

process.on('message', async (asked) => {
  if (asked === 'clear') {
    await own.clear();
    quotes = 0;
    quoteMicros = 0;
    process.send?.('cleared');
  } else {
    const { window } = await own.read(everything);
    process.send?.({ window, appFolder: own.app.folder, quoteMicros: quoteMicros / quotes });
  }
});
// Ends with the parent.
process.on('disconnect', () => process.exit(0));

process.send?.(Number(new URL(origin).port));
