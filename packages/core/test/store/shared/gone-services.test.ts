import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Window } from '../../../src/profile/window.ts';
import { directoryStore } from '../../../src/store/directory/directory-store.ts';
import { newEvidenceName, serviceFolder } from '../../../src/store/directory/names.ts';
import { memoryStore } from '../../../src/store/memory/memory-store.ts';
import { createGoneServices } from '../../../src/store/shared/gone-services.ts';
import { readRetention, retentionKind, retentionMark } from '../../../src/store/shared/retention-mark.ts';
import type { Store } from '../../../src/store-contract.ts';
import { addUp, maxNodes, newDir, newYear, openStore, sumOf, windowAt } from '../directory/open-store.ts';

const ladder = [
  { everyMillis: 10_000, forMillis: 60_000 },
  { everyMillis: 60_000, forMillis: 18_000_000 },
];
const hour = 3_600;

/** Ten minutes of a service, whose processes then end. It may have said how long its windows are kept. */
async function leave(store: Store, service: string, says = true): Promise<Window[]> {
  const windows = openStore('', { store, service, ladder });
  const made = Array.from({ length: 60 }, (_, i) => windowAt({ at: 10 * i, service, like: i }));
  for (const window of made) windows.add(window);
  await windows.close();
  const mark = retentionMark(ladder, newYear);
  if (says && mark !== undefined) await store.mark(service, mark);
  return made;
}

function lookAfter(store: Store, seconds: () => number) {
  return createGoneServices({
    ...{ store, service: 'shop', maxNodes, lagMillis: 0, leaseMillis: 1 },
    now: () => newYear + seconds() * 1e6,
    // However slow the machine, a pass does all that is due.
    clock: () => 0,
  });
}
const counts = async (store: Store, ...services: string[]): Promise<number[]> =>
  await Promise.all(services.map(async (name) => (await store.list(name)).names.length));

describe('services whose processes are gone', () => {
  test('are merged by their own retention, one after the other, and dropped at its end', async () => {
    const store = memoryStore();
    const made = await leave(store, 'bank');
    await leave(store, 'mail');
    let seconds = 0;
    const gone = lookAfter(store, () => seconds);
    /** Each service is looked at once in an hour. */
    const visit = async (hours: number): Promise<number[]> => {
      seconds = 600 + hours * hour;
      for (let i = 0; i < 4; i++) await gone.pass();
      return await counts(store, 'bank', 'mail');
    };
    expect(await visit(0.9)).toEqual([60, 60]);
    expect(await visit(1.5)).toEqual([60, 60]);
    expect(await visit(1.95)).toEqual([70, 70]);
    expect(await visit(2.96)).toEqual([10, 10]);
    expect(await sumOf(openStore('', { store, service: 'bank', ladder }))).toEqual(addUp(made));
    expect(await visit(5.1)).toEqual([0, 0]);
  });

  test('are left as they are where they have not said how long their windows are kept', async () => {
    const store = memoryStore();
    await leave(store, 'bank', false);
    const gone = lookAfter(store, () => 1e6);
    for (let i = 0; i < 3; i++) await gone.pass();
    expect(await counts(store, 'bank')).toEqual([60]);
  });

  test('no failure there is one of this process', async () => {
    const store = { ...memoryStore(), list: () => Promise.reject(new Error('It is away.')) };
    await leave(store, 'bank', false);
    await lookAfter(store, () => 1e6).pass();
  });

  test('a process says it in its folder, where others find it', async () => {
    const dir = newDir();
    const store = openStore(dir, {
      ladder,
      now: () => newYear + 1_000e6,
      pace: { passMillis: 1, lagMillis: 0, settleMillis: 0, leaseMillis: 60_000 },
    });
    store.add(windowAt());
    await expect
      .poll(async () =>
        (await directoryStore(dir).list('shop')).marks.map(({ kind, value }) => [kind, value]),
      )
      .toEqual([[retentionKind, '10000/60000 60000/18000000']]);
  });
});

describe('the folder of a service without windows', () => {
  const old = new Date(Date.now() - 2 * hour * 1000);
  function emptyFolder(names: readonly string[]): { dir: string; path: string } {
    const dir = newDir();
    const path = join(dir, serviceFolder('bank'));
    mkdirSync(join(path, 'lease-3'), { recursive: true });
    writeFileSync(join(path, 'service.json'), JSON.stringify({ format: 1, service: 'bank' }));
    for (const name of names) writeFileSync(join(path, name), '');
    utimesSync(path, old, old);
    return { dir, path };
  }
  const forget = async (dir: string): Promise<string[]> => {
    await directoryStore(dir).forget?.('bank');
    return readdirSync(dir);
  };

  test('goes with it', async () => {
    const { dir } = emptyFolder([`cleared-${newYear}`, `mark-retention-${newYear}.txt`]);
    expect(await forget(dir)).toEqual([]);
  });

  test('stays with what is not ours, with evidence that somebody may want, and while it may be in use', async () => {
    const foreign = emptyFolder(['notes.txt']);
    expect(await forget(foreign.dir)).toHaveLength(1);
    expect(readdirSync(foreign.path)).toHaveLength(3);
    const evidence = emptyFolder([newEvidenceName(Date.now() * 1000 - 1e9)]);
    expect(await forget(evidence.dir)).toHaveLength(1);
    const used = emptyFolder([]);
    utimesSync(used.path, new Date(), new Date());
    expect(await forget(used.dir)).toHaveLength(1);
    expect(readdirSync(used.path)).toEqual(['lease-3', 'service.json']);
  });
});

test.each(['', '10000', '10000/x', '10000/60000 10000/70000', '10000/60000 20000/50000', '0/5'])(
  'what is not a ladder is none: %j',
  (value) => expect(readRetention(value)).toBeUndefined(),
);
