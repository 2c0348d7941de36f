import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serviceFolder } from '../../../core/src/store/directory/names.ts';
import type { WindowStore } from '../../../core/src/store/window-store.ts';
import { openProofStore, service, viewStore, wrongParts } from './proof-store.ts';
import { startWriter } from './writer-process.ts';

export interface KillFigures {
  rounds: number;
  /** Windows that writers gave to their stores, that were on disk before a kill, and that are there in the end. */
  added: number;
  written: number;
  found: number;
  /** How long before the kill the oldest lost window began. */
  longestLossMillis: number;
  /** Merged files after each kill, and files at the end, when everything was merged. */
  mergedFiles: number;
  files: number;
  /** Temporary files that kills have left half-written. */
  halves: number;
  /** Violations, one sentence each. */
  readonly wrong: string[];
}

const writerCount = 4;
const roundsOfOneDirectory = 10;
const longestRoundMillis = 900;
/** The default of `flushInterval`. These windows take a millisecond and are written at once, so it is far less. */
const flushMillis = 10_000;
const mergedWithinMillis = 60_000;

/** Kills four writers at a random moment, checks what they have left, and goes on with four new ones. */
export async function proveKills(
  rounds: number,
  onRound: (figures: KillFigures) => void,
): Promise<KillFigures> {
  const figures: KillFigures = {
    rounds: 0,
    added: 0,
    written: 0,
    found: 0,
    longestLossMillis: 0,
    files: 0,
    mergedFiles: 0,
    halves: 0,
    wrong: [],
  };
  while (figures.rounds < rounds) {
    const dir = mkdtempSync(join(tmpdir(), 'routeprof-kills-'));
    try {
      await killInOneDirectory(
        dir,
        Math.min(roundsOfOneDirectory, rounds - figures.rounds),
        figures,
        onRound,
      );
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  return figures;
}

async function killInOneDirectory(
  dir: string,
  rounds: number,
  figures: KillFigures,
  onRound: (figures: KillFigures) => void,
): Promise<void> {
  const folder = join(dir, serviceFolder(service));
  const known: Known = { added: new Map(), written: new Set(), lost: new Set() };
  for (let round = 0; round < rounds; round++) {
    const writers = Array.from({ length: writerCount }, (_, index) =>
      startWriter({ dir, name: `r${round}w${index}`, index, writers: writerCount, pauseMillis: 15 }),
    );
    await Promise.all(writers.map(({ started }) => started));
    await wait(Math.random() * longestRoundMillis);
    const killedAt = Date.now() * 1000;
    await Promise.all(writers.map((writer) => writer.kill()));
    for (const writer of writers) {
      for (const [mark, startMicros] of writer.added) known.added.set(mark, startMicros);
      for (const mark of writer.written.keys()) known.written.add(mark);
      for (const failure of writer.failures) figures.wrong.push(`a writer failed: ${failure}`);
    }
    const store = openProofStore(dir, (error) => figures.wrong.push((error as Error).message));
    figures.mergedFiles += await check(store, known, killedAt, figures);
    await store.close();
    const names = readdirSync(folder);
    figures.halves += names.filter((name) => name.endsWith('.tmp')).length;
    // Makes leases look old, so that the next writers need not wait until they are stale.
    for (const name of names) if (name.startsWith('lease-')) utimesSync(join(folder, name), 0, 0);
    // The same for temporary files that were left behind.
    for (const name of names) if (name.endsWith('.tmp')) utimesSync(join(folder, name), 0, 0);
    figures.rounds++;
    onRound(figures);
  }
  await mergeAll(dir, known, figures);
  figures.added += known.added.size;
  figures.written += known.written.size;
}

interface Known {
  /** When each window began. */
  readonly added: Map<string, number>;
  readonly written: Set<string>;
  readonly lost: Set<string>;
}

/** Compares the store with what is known. Returns the number of merged files. */
async function check(
  store: WindowStore,
  known: Known,
  killedAt: number,
  figures: KillFigures,
): Promise<number> {
  const { added, written, lost } = known;
  const { wrong } = figures;
  const { window, listing } = await viewStore(store);
  wrong.push(...store.status().problems, ...wrongParts(listing));
  const found = new Map(window.routes.map(({ route, requests }) => [route, requests]));
  for (const [mark, times] of found) {
    if (times !== 1) wrong.push(`${mark} counts ${times} times`);
    if (!added.has(mark)) wrong.push(`${mark} was never made`);
    if (lost.has(mark)) wrong.push(`${mark} was lost, and came back`);
  }
  for (const mark of written) if (!found.has(mark)) wrong.push(`${mark} was on disk, and is lost`);
  for (const [mark, startMicros] of added) {
    if (found.has(mark) || lost.has(mark)) continue;
    lost.add(mark);
    const lossMillis = (killedAt - startMicros) / 1000;
    figures.longestLossMillis = Math.max(figures.longestLossMillis, lossMillis);
    if (lossMillis > flushMillis) wrong.push(`${mark} was ${lossMillis} ms old, and is lost`);
  }
  return listing.windows.filter(({ requests }) => requests > 1).length;
}

/** Merges the rest as far as `retention` goes, and checks again. */
async function mergeAll(dir: string, known: Known, figures: KillFigures): Promise<void> {
  const pace = { passMillis: 20, lagMillis: 0, settleMillis: 0, leaseMillis: 60_000 };
  const now = () => (Date.now() + 300_000) * 1000;
  const store = openProofStore(dir, (error) => figures.wrong.push((error as Error).message), { pace, now });
  const most = Math.ceil((Date.now() * 1000 - Math.min(...known.added.values())) / 120e6) + 1;
  const until = performance.now() + mergedWithinMillis;
  while ((await store.list()).windows.length > most) {
    if (performance.now() > until) {
      figures.wrong.push(`there are still more than ${most} files`);
      break;
    }
    await wait(50);
  }
  await check(store, known, 0, figures);
  const { window } = await viewStore(store);
  figures.found += window.routes.length;
  figures.files += (await store.list()).windows.length;
  await store.close();
}
