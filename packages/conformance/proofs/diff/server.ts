import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { createApp } from '../../../../apps/express/src/app.ts';
import { everything } from '../../../core/src/store/choice.ts';
import type { ProcessProfiler } from '../../../core/src/wire/process-profiler.ts';
import { joinShared } from '../../../core/src/wire/shared.ts';
import { threadCpuMicros } from '../truth/thread-clock.ts';
import { perform, priceQuote, rankMatches, sumTable } from './work.ts';

/**
 * The shop, and beside it three routes of known work, one that waits, and one that fails. `SLOWER` is how many times as
 * much work `priceQuote` does; what it costs is measured by the kernel's clock, which the profiler never asks.
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

const app = express();
const shared = createProfiler({ rate: 1000 });
app.use(profiler({ profiler: shared }));
for (const [name, { work, rounds }] of Object.entries(works)) {
  app.get(`/${name}/:id`, (request, response) => {
    const start = threadCpuMicros();
    const result = perform(work, Number(request.params.id), rounds);
    if (work === priceQuote) {
      quoteMicros += threadCpuMicros() - start;
      quotes++;
    }
    response.json({ result });
  });
}
app.get('/late/:id', (_request, response) => {
  setTimeout(() => response.json({}), lateMillis * (0.5 + Math.random()));
});
app.get('/failing/:id', (_request, response) => {
  response.status(Math.random() < failing ? 500 : 200).json({});
});
app.use(createApp({ profiler: false }));

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
// The parent holds the other end: without it, this must not live on.
process.on('disconnect', () => process.exit(0));

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});
