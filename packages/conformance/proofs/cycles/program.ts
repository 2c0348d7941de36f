import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CycleFacts, CycleKind } from './facts.ts';
import { kinds } from './kinds.ts';

// Makes and closes apps, one after the other: `program.js fastify async-context 10 100 1000`. Ends by itself.
const [kind, engine, ...measuredAfter] = process.argv.slice(2);
const cycle = kinds[kind as CycleKind];
const stops = measuredAfter.map(Number);
const times: number[] = [];
const warnings: string[] = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

for (const stop of stops) {
  while (times.length < stop) {
    const began = performance.now();
    await cycle(engine as 'inspector');
    times.push(performance.now() - began);
  }
  process.send?.(await look());
}
const [firstMillis = 0] = times;
times.sort((a, b) => a - b);
process.send?.({ firstMillis, medianMillis: quantile(0.5), p95Millis: quantile(0.95), warnings });

function quantile(share: number): number {
  return times[Math.floor(times.length * share)] as number;
}

/**
 * A closed profiler leaves its sampler running for a second, for one that may follow. Closing takes some turns of the
 * loop, and finalizers free more at the next collection: looks until nothing changes.
 */
async function look(): Promise<CycleFacts> {
  // The timer that stops the sampler was started before this one and is due before it, on a slow machine, too.
  await delay(1_500);
  let held = '';
  for (let same = 0; same < 10; ) {
    await delay(20);
    gc?.();
    const now = `${openFiles()} ${listeners()}`;
    same = now === held ? same + 1 : 0;
    held = now;
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    cycles: times.length,
    rssMib: rss / 2 ** 20,
    heapMib: (heapUsed + external) / 2 ** 20,
    openFiles: openFiles(),
    listeners: listeners(),
    // Immediates do not count, because a drain may be between two of its turns.
    resources: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length,
  };
}

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

function listeners(): number {
  return process
    .eventNames()
    .map((name) => process.listenerCount(name))
    .reduce((a, b) => a + b);
}
