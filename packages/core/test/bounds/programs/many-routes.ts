import { setImmediate } from 'node:timers/promises';
import { createProfiler } from '../../../src/index.ts';
import { Counter, findFacts, memoryBeforeLoad, Room, timed } from './facts.ts';
import { wordOf } from './words.ts';

/** 10,000 routes with patterns, each asked some times: an app, or a framework, that makes up routes. */
const routes = 10_000;
const passes = 8;
const maxRoutes = Number(process.env.BOUNDS_MAX_ROUTES);

const [profiler, started] = timed(() =>
  createProfiler({
    rate: 1000,
    discardFirst: false,
    maxRoutes,
    // Rows are counted here; `many-windows` has traces.
    traceBudget: 0,
    maxMemory: Number(process.env.BOUNDS_MAX_MEMORY),
    // However long it takes, only a few windows are held.
    retention: [
      { everyMillis: 1_000, forMillis: 2_000 },
      { everyMillis: 1_800_000, forMillis: 3_600_000 },
    ],
  }),
);
const counter = new Counter();
const room = new Room(maxRoutes);
const before = await memoryBeforeLoad(profiler);

for (let pass = 0; pass < passes; pass++) {
  for (let number = 0; number < routes; number++) {
    const route = `/shop/${wordOf(number)}/:id`;
    const status = number % 3 === 0 && pass === 0 ? 500 : number % 5 === 0 ? 404 : 201;
    const recording = profiler.begin({ method: 'POST', url: `/shop/${wordOf(number)}/${pass}` });
    const { open } = recording.run(() => ({ open: handle(number) }));
    recording.end({ route, status, aborted: open < 0 });
    counter.add(room.rowFor(`POST ${route}`), status);
    if (number % 100 === 0) await setImmediate();
  }
}
// Patterns that differ only where the report would cut them off are one row.
for (let number = 0; number < 1_000; number++) {
  const recording = profiler.begin({ method: 'PUT', url: '/x' });
  recording.end({ route: `/${'y'.repeat(5_000)}/${number}`, status: 200 });
  counter.add(room.rowFor(`PUT /${'y'.repeat(198)}…`), 200);
}
process.stdout.write(JSON.stringify(await findFacts(profiler, counter, started, before)));
await profiler.close();

function handle(number: number): number {
  let sum = 0;
  for (let i = 0; i < 2_000 + (number % 7) * 1_000; i++) sum += i;
  return sum;
}
