import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { directoryStore } from '../packages/core/src/store/directory/directory-store.ts';
import { createSharedWindows } from '../packages/core/src/store/shared/shared-windows.ts';
import { largeWindow } from '../packages/ui/measure/large-window.ts';

// How long writing a window holds the event loop, and how long writing at the end of a process takes, by size of the
// window. Run it on an idle machine: `npx --yes pnpm@12 measure:writing`.
const rounds = 5;
const sizes = [
  { routes: 10, nodes: 500 },
  { routes: 50, nodes: 2_000 },
  { routes: 200, nodes: 5_000 },
];

console.log(`Node ${process.versions.node}; load average ${loadavg()[0]?.toFixed(1)}`);
for (const { routes, nodes } of sizes) {
  const made = largeWindow(routes, nodes);
  const window = { ...made, startMicros: Date.now() * 1000, endMicros: Date.now() * 1000 + 10_000_000 };
  const quiet = await holds(async () => void (await delay(500)));
  const writing: number[] = [];
  const took: number[] = [];
  const atEnd: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const dir = mkdtempSync(join(tmpdir(), 'writing-'));
    const store = createSharedWindows({
      store: directoryStore(dir),
      service: 'shop',
      ladder: [],
      maxNodes: 20_000,
      maxBytes: 1e9,
      flushMillis: 600_000,
      now: () => Date.now() * 1000,
      run: (work) => work(),
      onFailure: console.error,
    });
    const start = performance.now();
    writing.push(
      await holds(async () => {
        store.add(window);
        await store.close();
      }),
    );
    took.push(performance.now() - start);
    bytes = readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(dir, name)))
      .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);
    rmSync(dir, { recursive: true });
    store.add(window);
    const before = performance.now();
    store.flushNow();
    atEnd.push(performance.now() - before);
    await store.close();
    rmSync(dir, { recursive: true });
  }
  console.log(
    `${routes} routes × ${nodes} nodes, ${(bytes / 1000).toFixed(0)} kB: written in ${middle(took).toFixed(0)} ms, ` +
      `the loop held for at most ${middle(writing).toFixed(1)} ms (worst ${Math.max(...writing).toFixed(1)}; ${quiet.toFixed(1)} without writing); ` +
      `at the end of a process ${middle(atEnd).toFixed(0)} ms`,
  );
}

/** The longest time that `work` held the loop. */
async function holds(work: () => Promise<void>): Promise<number> {
  const late = monitorEventLoopDelay({ resolution: 1 });
  await delay(20);
  late.enable();
  await work();
  late.disable();
  return late.max / 1e6;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
