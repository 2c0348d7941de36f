import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mergeWindows } from '../../../src/profile/merge.ts';
import type { Window } from '../../../src/profile/window.ts';
import { directoryStore } from '../../../src/store/directory/directory-store.ts';
import { createSharedWindows, type SharedWindowsOptions } from '../../../src/store/shared/shared-windows.ts';
import type { WindowStore } from '../../../src/store/window-store.ts';
import { exampleWindows } from '../../fixtures/windows.ts';

/** 2026-01-01, in epoch microseconds. */
export const newYear = 1_767_225_600_000_000;

/** More than any tree here has. */
export const maxNodes = 20_000;

export function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A store, and the failures that it reported. The test does the background work. */
export interface TestStore extends WindowStore {
  readonly failures: string[];
}

export function openStore(dir: string, given: Partial<SharedWindowsOptions> = {}): TestStore {
  const failures: string[] = [];
  const store = createSharedWindows({
    store: directoryStore(dir),
    service: 'shop',
    ladder: [{ everyMillis: 10_000, forMillis: 1e12 }],
    maxNodes,
    maxBytes: 64 * 1024 * 1024,
    flushMillis: 10_000,
    now: () => newYear + 1e9,
    run: (work) => work(),
    onFailure: (error) => failures.push((error as Error).message),
    ...given,
  });
  onTestFinished(() => store.close());
  return { ...store, failures };
}

const samples = exampleWindows(4);

export interface Made {
  /** Seconds after the new year. */
  readonly at?: number;
  readonly seconds?: number;
  readonly instance?: string;
  readonly version?: string;
  readonly service?: string;
  /** Which of some different ones. */
  readonly like?: number;
}

/** A window of a process, with every kind of data. */
export function windowAt({
  at = 0,
  seconds = 10,
  instance = 'i',
  version = '1',
  service = 'shop',
  like = 0,
}: Made = {}): Window {
  const sample = samples[like % samples.length] as Window;
  return {
    ...sample,
    sources: sample.sources.map((source) => ({ ...source, instance, version, service })),
    startMicros: newYear + at * 1e6,
    endMicros: newYear + (at + seconds) * 1e6,
  };
}

/** Everything in a store, as one window, which must be the same whatever happened to its files. */
export async function sumOf(store: WindowStore, service?: string): Promise<Window> {
  const { windows: listed } = await store.list(service);
  const read = await Promise.all(listed.map((window) => window.read()));
  return addUp(
    read.map((window) => {
      if (window === undefined) throw new Error('a window that was listed is gone');
      return window;
    }),
  );
}

/** As a store merges them. */
export function addUp(windows: readonly Window[]): Window {
  return mergeWindows(windows, maxNodes);
}
