import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { WindowStore } from '../../../core/src/store/window-store.ts';
import { markedWindow, markOf } from './marked-window.ts';
import { mountDisk, remountDisk, unmountDisk } from './memory-disk.ts';
import { openProofStore, viewStore } from './proof-store.ts';

export interface DiskFigures {
  readonly name: string;
  /** Windows that were added, and windows that were found when the disk worked again. */
  readonly added: number;
  readonly found: number;
  /** What the store reported. */
  readonly said: string;
  /** The longest time that the store held the loop. */
  readonly longestHoldMillis: number;
  readonly wrong: readonly string[];
}

interface Broken {
  readonly name: string;
  /** The directory that contains the store's. */
  readonly root: string;
  break(): void | Promise<void>;
  mend(): void | Promise<void>;
  /** Whether windows that were written before may be lost. */
  readonly loses?: boolean;
  /** What the store must report; `undefined` for nothing. */
  readonly says: RegExp | undefined;
}

const windowCount = 60;
const mostWaitMillis = 20_000;

/** Breaks the disk while a store writes, and repairs it: windows that were added meanwhile must be there then. */
export async function proveBrokenDisk(onDone: (figures: DiskFigures) => void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'routeprof-disk-'));
  try {
    onDone(await breakOnce(removed(root)));
    onDone(await breakOnce(slow(root)));
    onDone(await breakOnce(garbage(root)));
    for (const [name, make] of [
      ['read-only', readOnly],
      ['full', full],
    ] as const) {
      const mount = join(root, name);
      mkdirSync(mount);
      const refused = mountDisk(mount, 'size=64m');
      if (refused !== undefined) {
        const said = `not tried: ${refused}`;
        onDone({ name, added: 0, found: 0, said, longestHoldMillis: 0, wrong: [] });
        continue;
      }
      try {
        onDone(await breakOnce(make(mount)));
      } finally {
        unmountDisk(mount);
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function removed(root: string): Broken {
  const dir = join(root, 'profiles');
  return {
    name: 'removed',
    root,
    break: () => rmSync(dir, { recursive: true }),
    mend: () => {},
    loses: true,
    says: undefined,
  };
}

/** Makes every file operation slow, by replacing the functions that the store calls. */
function slow(root: string): Broken {
  const { promises } = fs;
  const names = ['open', 'writeFile', 'rename', 'readdir', 'stat', 'lstat', 'mkdir', 'utimes'] as const;
  const original = Object.fromEntries(names.map((name) => [name, promises[name]]));
  return {
    name: 'slow',
    root,
    break() {
      for (const name of names) {
        const call = original[name] as (...args: unknown[]) => Promise<unknown>;
        Object.assign(promises, {
          [name]: async (...args: unknown[]) => {
            await wait(slowMillis);
            return await call(...args);
          },
        });
      }
    },
    mend() {
      Object.assign(promises, original);
    },
    says: undefined,
  };
}
const slowMillis = 200;

function garbage(root: string): Broken {
  let count = 0;
  return {
    name: 'garbage',
    root,
    break() {
      const [folder = ''] = readdirSync(join(root, 'profiles')).map((name) => join(root, 'profiles', name));
      for (let i = 0; i < 20; i++) {
        const name = `${Date.now()}-${Date.now() + 1}-${(++count).toString(16).padStart(16, '0')}.pb.gz`;
        writeFileSync(join(folder, name), Buffer.alloc(1_000 * i, i));
      }
      writeFileSync(join(folder, 'notes.txt'), 'not ours');
    },
    mend: () => {},
    says: /20 files were damaged and set aside/,
  };
}

function readOnly(root: string): Broken {
  return {
    name: 'read-only',
    root,
    break: () => remount('ro', root),
    mend: () => remount('rw', root),
    says: /can only be read \(EROFS\)/,
  };
}

async function remount(how: 'ro' | 'rw', root: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const refused = remountDisk(root, how);
    if (refused === undefined) return;
    if (tries === 100) throw new Error(refused);
    await wait(20);
  }
}

function full(root: string): Broken {
  const stuffing = join(root, 'stuffing');
  return {
    name: 'full',
    root,
    break() {
      const file = fs.openSync(stuffing, 'w');
      try {
        for (;;) fs.writeSync(file, Buffer.alloc(64 * 1024));
      } catch {
        // Now it is full.
      }
      fs.closeSync(file);
    },
    mend: () => rmSync(stuffing),
    says: /no space left .*\(ENOSPC\)/,
  };
}

async function breakOnce({ name, root, loses, says, ...disk }: Broken): Promise<DiskFigures> {
  const dir = join(root, 'profiles');
  const wrong: string[] = [];
  const pace = { passMillis: 100, lagMillis: 0, settleMillis: 200, leaseMillis: 60_000 };
  const store = openProofStore(dir, () => {}, { pace, flushMillis: 200 });
  const added: string[] = [];
  const add = async (): Promise<void> => {
    const mark = {
      writer: name,
      number: added.length,
      startMicros: Date.now() * 1000,
      endMicros: 1000 * Date.now(),
    };
    added.push(markOf(mark));
    store.add(markedWindow(mark));
    await wait(10);
  };
  const holds = monitorEventLoopDelay({ resolution: 1 });
  let said: readonly string[] = [];
  for (let i = 0; i < windowCount / 3; i++) await add();
  await settled(store, added.length);
  await disk.break();
  holds.enable();
  const mustBeFound = new Set(loses ? [] : added);
  try {
    for (let i = 0; i < windowCount / 3; i++) {
      await add();
      mustBeFound.add(added.at(-1) ?? '');
    }
    const { window } = await viewStore(store);
    const seen = new Set(window.routes.map(({ route }) => route));
    for (const mark of mustBeFound) if (!seen.has(mark)) wrong.push(`${mark} is not shown meanwhile`);
    // A store learns of a broken disk when it writes next, and that a folder can be made again when it tries next.
    await waitUntil(() => (says === undefined ? store.status().problems.length === 0 : hasSaid(store, says)));
    said = store.status().problems;
  } finally {
    await disk.mend();
    holds.disable();
  }
  for (let i = 0; i < windowCount / 3; i++) await add();
  for (const mark of added.slice((2 * windowCount) / 3)) mustBeFound.add(mark);
  await settled(store, mustBeFound.size);
  await store.close();
  if (says === undefined ? said.length > 0 : !said.some((sentence) => says.test(sentence))) {
    wrong.push(`it said: ${said.join(' ') || 'nothing'}`);
  }
  // What another process sees: what is on disk.
  const other = openProofStore(dir, (error) => wrong.push((error as Error).message));
  const { window } = await viewStore(other);
  const found = new Map(window.routes.map(({ route, requests }) => [route, requests]));
  for (const mark of mustBeFound)
    if (found.get(mark) !== 1) wrong.push(`${mark} counts ${found.get(mark) ?? 0} times`);
  await other.close();
  rmSync(dir, { recursive: true, force: true });
  return {
    name,
    added: added.length,
    found: found.size,
    said: said.join(' '),
    longestHoldMillis: holds.max / 1e6,
    wrong,
  };
}

function hasSaid(store: WindowStore, sentence: RegExp): boolean {
  return store.status().problems.some((problem) => sentence.test(problem));
}

/** Waits until everything is written, which another store sees by the number of files. */
async function settled(store: WindowStore, windows: number): Promise<void> {
  await waitUntil(async () => {
    const { window } = await viewStore(store);
    return window.routes.length >= windows && !hasSaid(store, /memory/);
  });
}

/** Does not throw after the deadline, because the next check then fails with a better message. */
async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + mostWaitMillis;
  while (!(await isSo()) && performance.now() <= until) await wait(20);
}
