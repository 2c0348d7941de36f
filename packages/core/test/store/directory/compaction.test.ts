import {
  copyFileSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readOwnPprof } from '../../../src/pprof/read-pprof.ts';
import type { Window } from '../../../src/profile/window.ts';
import { summaryOf, type WindowSummary } from '../../../src/profile/window-summary.ts';
import { type Choice, chosenOf, finestOf, isChosen } from '../../../src/store/choice.ts';
import { directoryStore } from '../../../src/store/directory/directory-store.ts';
import { createLease } from '../../../src/store/directory/lease.ts';
import { serviceFolder } from '../../../src/store/directory/names.ts';
import { type Compactor, createCompactor } from '../../../src/store/shared/compactor.ts';
import { createProblems } from '../../../src/store/shared/problems.ts';
import { createServiceReader } from '../../../src/store/shared/service-reader.ts';
import { spaceProblems } from '../../../src/store/shared/space-mark.ts';
import type { StoredWindow } from '../../../src/store/window-store.ts';
import { addUp, type Made, maxNodes, newDir, newYear, openStore, sumOf, windowAt } from './open-store.ts';

const ladder = [
  { everyMillis: 10_000, forMillis: 60_000 },
  { everyMillis: 60_000, forMillis: 600_000 },
  { everyMillis: 300_000, forMillis: 7_200_000 },
];

/** What merges, in the place of a store's own: at moments that the test says. */
function compactorIn(
  dir: string,
  seconds: () => number,
  given: {
    readonly settleMillis?: number;
    readonly maxDiskBytes?: number;
    readonly leaseMillis?: number;
  } = {},
): Compactor {
  const store = directoryStore(dir, { maxBytes: given.maxDiskBytes ?? 1e9 });
  const fail = (error: unknown): never => {
    throw error;
  };
  return createCompactor({
    store,
    service: 'shop',
    reader: createServiceReader(store, 'shop', true, fail),
    lease: store.lease('shop', given.leaseMillis ?? 0),
    ladder,
    maxNodes,
    keepMillis: 1e12,
    lagMillis: 10_000,
    settleMillis: given.settleMillis ?? 0,
    problems: createProblems(() => {}),
    now: () => newYear + seconds() * 1e6,
  });
}

function folderIn(dir: string): string {
  return join(dir, serviceFolder('shop'));
}
function windowFiles(dir: string): string[] {
  return readdirSync(folderIn(dir)).filter((name) => name.endsWith('.pb.gz'));
}
async function write(dir: string, made: readonly Made[]): Promise<Window[]> {
  const store = openStore(dir);
  const windows = made.map((one, i) => windowAt({ like: i, ...one }));
  for (const window of windows) store.add(window);
  await store.close();
  return windows;
}
const everyTenSeconds = (count: number, made: Made = {}): Made[] =>
  Array.from({ length: count }, (_, i) => ({ at: 10 * i, ...made }));

describe('compaction', () => {
  test('merges a span of one process once all of it is old enough, then those of all', async () => {
    const dir = newDir();
    const windows = await write(dir, [
      ...everyTenSeconds(60, { instance: 'a' }),
      ...everyTenSeconds(60, { instance: 'b' }),
    ]);
    const whole = addUp(windows);
    let now = 0;
    const compactor = compactorIn(dir, () => now);
    const at = async (seconds: number): Promise<{ listed: number; files: number }> => {
      now = seconds;
      for (let before: string[] = []; before.join() !== windowFiles(dir).sort().join(); ) {
        before = windowFiles(dir).sort();
        await compactor.pass();
        expect(await sumOf(openStore(dir))).toEqual(whole);
      }
      const { windows: stored } = await openStore(dir).list();
      return { listed: stored.length, files: windowFiles(dir).length };
    };
    // A window of the first minute may be ten seconds long, and ten more may go by until it is there.
    expect(await at(79)).toEqual({ listed: 120, files: 120 });
    expect(await at(80)).toEqual({ listed: 2 + 108, files: 2 + 120 });
    // It ended a minute ago, but not longer ago.
    expect(await at(120)).toEqual({ listed: 2 + 108, files: 2 + 120 });
    expect(await at(121)).toEqual({ listed: 2 + 108, files: 2 + 108 });
    // Five minutes of all processes each, their minutes, and what the last minute is made of.
    expect(await at(620)).toEqual({ listed: 2, files: 2 + 20 + 12 });
    expect(await at(661)).toEqual({ listed: 2, files: 2 + 20 });
    expect(await at(901)).toEqual({ listed: 2, files: 2 + 10 });
    expect(await at(1_201)).toEqual({ listed: 2, files: 2 });
    now = 300 + 7_201;
    await compactor.pass();
    expect((await openStore(dir).list()).windows).toHaveLength(1);
    now = 600 + 7_201;
    await compactor.pass();
    expect((await openStore(dir).list()).windows).toEqual([]);
    expect(windowFiles(dir)).toEqual([]);
  });

  test('keeps versions apart', async () => {
    const dir = newDir();
    await write(dir, [...everyTenSeconds(6, { version: '1' }), ...everyTenSeconds(6, { version: '2' })]);
    const compactor = compactorIn(dir, () => 5_000);
    await compactor.pass();
    const { windows } = await openStore(dir).list();
    const versions = windows.map(({ sources }) => new Set(sources.map(({ version }) => version)));
    expect(versions).toHaveLength(2);
    expect(new Set(versions)).toEqual(new Set([new Set(['1']), new Set(['2'])]));
  });

  test('keeps merged windows until every process can see the result', async () => {
    const dir = newDir();
    const windows = await write(dir, everyTenSeconds(6));
    const before = windowFiles(dir);
    const compactor = compactorIn(dir, () => 200, { settleMillis: 1e9 });
    for (let i = 0; i < 3; i++) await compactor.pass();
    expect(windowFiles(dir)).toHaveLength(7);
    expect(windowFiles(dir)).toEqual(expect.arrayContaining(before));
    expect((await openStore(dir).list()).windows).toHaveLength(1);
    expect(await sumOf(openStore(dir))).toEqual(addUp(windows));
  });

  test('a reader with an older list learns that files are gone, and finds everything in the next list', async () => {
    const dir = newDir();
    const windows = await write(dir, everyTenSeconds(12));
    const reader = openStore(dir);
    const before = await reader.list();
    const compactor = compactorIn(dir, () => 180);
    await compactor.pass();
    await compactor.pass();
    const read = await Promise.all(before.windows.map((window) => window.read()));
    expect(read.map((window) => window === undefined)).toEqual(windows.map((_, i) => i < 6));
    expect(reader.failures).toEqual([]);
    expect(await sumOf(reader)).toEqual(addUp(windows));
    expect(reader.status().problems).toEqual([]);
  });

  test('a window that comes late is merged with the others', async () => {
    const dir = newDir();
    const windows = await write(dir, everyTenSeconds(5));
    const compactor = compactorIn(dir, () => 200);
    await compactor.pass();
    await compactor.pass();
    windows.push(...(await write(dir, [{ at: 50 }])));
    await compactor.pass();
    await compactor.pass();
    expect((await openStore(dir).list()).windows).toHaveLength(1);
    expect(await sumOf(openStore(dir))).toEqual(addUp(windows));
  });

  test('a damaged file between others makes nothing count twice', async () => {
    const dir = newDir();
    const windows = await write(dir, everyTenSeconds(30));
    const compactor = compactorIn(dir, () => 320);
    for (let i = 0; i < 3; i++) await compactor.pass();
    const { windows: listed } = await openStore(dir).list();
    const minute = listed[0]?.parts.at(-1);
    writeFileSync(join(folderIn(dir), minute?.id ?? ''), 'damaged');
    const before = windowFiles(dir).length;
    const reader = openStore(dir);
    expect(await sumOf(reader)).toEqual(addUp(windows));
    expect(reader.status().problems).toEqual([expect.stringMatching(/1 file was damaged and set aside/)]);
    // Only what is without it is not the sum of its parts any more.
    expect(finestOf((await reader.list()).windows)).toHaveLength(1);
    for (let i = 0; i < 3; i++) await compactor.pass();
    expect(windowFiles(dir)).toHaveLength(before - 1);
    expect(await sumOf(openStore(dir))).toEqual(addUp(windows));
  });

  test('only one process compacts at a time; when it ends, another takes over', async () => {
    const dir = newDir();
    await write(dir, everyTenSeconds(6));
    const holder = createLease(folderIn(dir), 60_000);
    expect(await holder.hold()).toBe(true);
    const waiting = compactorIn(dir, () => 200, { leaseMillis: 60_000 });
    await waiting.pass();
    expect(windowFiles(dir)).toHaveLength(6);
    const past = new Date(Date.now() - 61_000);
    utimesSync(join(folderIn(dir), 'lease-1'), past, past);
    await waiting.pass();
    expect(windowFiles(dir)).toHaveLength(7);
    expect(await holder.hold()).toBe(false);
    // A process that ends gives it up at once.
    await waiting.close();
    expect(await holder.hold()).toBe(true);
    expect(readdirSync(folderIn(dir))).toContain('lease-3');
  });

  test('a suspended holder publishes nothing once its lease is taken over', async () => {
    const dir = newDir();
    const folder = join(dir, 'x');
    mkdirSync(folder);
    const [stopped, other] = [createLease(folder, 0), createLease(folder, 0)];
    expect(await stopped.hold()).toBe(true);
    writeFileSync(join(folder, 'lease-1', 'prepared'), '');
    expect(await other.hold()).toBe(true);
    expect(() => copyFileSync(join(folder, 'lease-1', 'prepared'), join(folder, 'published'))).toThrow(
      /ENOENT/,
    );
    expect(await stopped.publish({ name: '1-2-0123456789abcdef.pb.gz', bytes: new Uint8Array(1) }, 1)).toBe(
      false,
    );
    expect(readdirSync(join(folder, 'lease-2'))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['lease-2']);
  });

  test('removes the oldest when there is too much, and says so', async () => {
    const dir = newDir();
    await write(dir, everyTenSeconds(8));
    const sizes = windowFiles(dir).map((name) => statSync(join(folderIn(dir), name)).size);
    const maxDiskBytes = sizes.reduce((sum, size) => sum + size, 0) / 2;
    const compactor = compactorIn(dir, () => 79, { maxDiskBytes });
    await compactor.pass();
    const { windows } = await openStore(dir).list();
    expect(windows.length).toBeGreaterThan(2);
    expect(windows.length).toBeLessThan(7);
    expect(windows.at(-1)?.startMicros).toBe(newYear + 70e6);
    expect(openStore(dir).status().bytes).toBeLessThanOrEqual(maxDiskBytes);
    const store = directoryStore(dir, { maxBytes: maxDiskBytes });
    const { marks } = await store.list('shop');
    const saidAt = (seconds: number) => spaceProblems(marks, newYear + seconds * 1e6, dir, store);
    expect(saidAt(3_678)).toEqual([
      expect.stringMatching(/before their time.*within maxBytes .* Raise maxBytes/),
    ]);
    expect(saidAt(3_680)).toEqual([]);
  });

  test('removes cleared windows, obsolete markers, and leftovers of killed processes', async () => {
    const dir = newDir();
    await write(dir, everyTenSeconds(6));
    for (const seconds of [15, 25]) {
      await openStore(dir, { now: () => newYear + seconds * 1e6 }).clear();
    }
    const folder = folderIn(dir);
    const [name = ''] = windowFiles(dir);
    const [old, young] = [`.${name}.0123456789ab.tmp`, `.${name}.ba9876543210.tmp`];
    for (const file of [old, young]) writeFileSync(join(folder, file), 'half');
    const past = new Date(Date.now() - 11 * 60_000);
    utimesSync(join(folder, old), past, past);
    await compactorIn(dir, () => 60).pass();
    expect(windowFiles(dir)).toHaveLength(3);
    const others = readdirSync(folder).filter((file) => !file.endsWith('.pb.gz'));
    const retention = expect.stringMatching(/^mark-retention-\d+\.txt$/);
    expect(others.sort()).toEqual([young, `cleared-${newYear + 25e6}`, 'lease-1', retention, 'service.json']);
  });
});

/** Windows of some processes and versions in twenty minutes. */
const histories = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 1_200 }),
    seconds: fc.constantFrom(1, 10, 70),
    instance: fc.constantFrom('a', 'b', 'c'),
    version: fc.constantFrom('1', '2'),
    like: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('for any order of merges', () => {
  test('no total changes, and nothing counts twice though it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 4 }),
        fc.func(fc.boolean()),
        async (history, moments, comesBack) => {
          const dir = newDir();
          const windows = await write(dir, history);
          const whole = addUp(windows);
          const originals = new Map(
            windowFiles(dir).map((name) => [name, readFileSync(join(folderIn(dir), name))] as const),
          );
          let now = 0;
          const compactor = compactorIn(dir, () => now);
          for (now of moments.sort((a, b) => a - b)) {
            await compactor.pass();
            expect(await sumOf(openStore(dir))).toEqual(whole);
            const merged = new Set(windowFiles(dir));
            // Those that are merged only once: what was merged again is further away than any writer can come late.
            const { windows: listed } = await openStore(dir).list();
            const heads = await Promise.all(listed.map(({ id }) => coversIn(dir, id)));
            for (const name of heads.flat()) {
              const bytes = originals.get(name);
              if (bytes && !merged.has(name) && comesBack(name))
                writeFileSync(join(folderIn(dir), name), bytes);
            }
            expect(await sumOf(openStore(dir))).toEqual(whole);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test('any part equals its finest windows, which stay as they were written', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 3 }),
        fc.array(choices, { minLength: 1, maxLength: 5 }),
        async (history, moments, wanted) => {
          const dir = newDir();
          const windows = await write(dir, history);
          let now = 0;
          const compactor = compactorIn(dir, () => now);
          for (now of moments.sort((a, b) => a - b)) {
            for (let i = 0; i < 3; i++) await compactor.pass();
            const { windows: listed } = await openStore(dir).list();
            const finest = finestOf(listed);
            const isAsWritten = finest.every(({ covers }) => covers.length === 0);
            for (const choice of wanted) {
              const isWanted = (one: WindowSummary): boolean => isChosen(one, choice);
              const chosen = await readAll(chosenOf(listed, isWanted));
              expect(chosen).toEqual(await readAll(finest.filter(isWanted)));
              if (!isAsWritten) continue;
              compared++;
              expect(chosen).toEqual(addUp(windows.filter((window) => isWanted(summaryOf(window, '')))));
            }
          }
        },
      ),
      { numRuns: 20 },
    );
    expect(compared).toBeGreaterThan(5);
  });

  test('a process may be killed at any moment, and another goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.integer({ min: 0, max: 3_000 }),
        fc.array(fc.record({ steps: fc.nat({ max: 12 }), isDone: fc.boolean() }), { maxLength: 4 }),
        async (history, seconds, kills) => {
          const dir = newDir();
          const whole = addUp(await write(dir, history));
          for (const { steps, isDone } of [...kills, { steps: Number.POSITIVE_INFINITY, isDone: true }]) {
            const compactor = compactorIn(dir, () => seconds);
            const alive = killedAfter(steps, isDone, async () => {
              expect(await sumOf(openStore(dir))).toEqual(whole);
            });
            for (let i = 0; i < 4; i++) await compactor.pass();
            const wrong = alive.end();
            if (wrong !== undefined) throw wrong;
            expect(await sumOf(openStore(dir))).toEqual(whole);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

const choices = fc
  .record({
    from: fc.integer({ min: 0, max: 1_000 }),
    seconds: fc.constantFrom(60, 300, 1e6),
    version: fc.constantFrom('', '1', '2'),
    process: fc.constantFrom('', 'a', 'b'),
  })
  .map(
    ({ from, seconds, version, process }): Choice => ({
      service: '',
      fromMicros: newYear + from * 1e6,
      toMicros: newYear + (from + seconds) * 1e6,
      version,
      host: '',
      process,
    }),
  );

async function readAll(stored: readonly StoredWindow[]): Promise<Window> {
  const read = await Promise.all(stored.map((one) => one.read()));
  return addUp(read.filter((window) => window !== undefined));
}

/** Everything that changes what is in a folder fails after so many steps, the last of which `isDone`, or is not. */
function killedAfter(steps: number, isDone: boolean, look: () => Promise<void>): { end(): unknown } {
  let left = steps;
  let wrong: unknown;
  const spies = (['unlink', 'rename'] as const).map((name) => {
    const real = promises[name] as (...paths: unknown[]) => Promise<void>;
    return vi.spyOn(promises, name).mockImplementation(async (...paths: unknown[]) => {
      if (left-- <= 0) {
        if (left === -1 && isDone) await real(...paths);
        throw new Error('killed');
      }
      await real(...paths);
      await look().catch((error: unknown) => {
        wrong ??= error;
      });
    });
  });
  return {
    end() {
      for (const spy of spies) spy.mockRestore();
      return wrong;
    },
  };
}

async function coversIn(dir: string, name: string): Promise<readonly string[]> {
  return (await readOwnPprof(readFileSync(join(folderIn(dir), name)))).standsFor.covers;
}
