import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serviceFolder } from '../../../core/src/store/directory/names.ts';
import { openProofStore, service, viewStore } from './proof-store.ts';
import { startWriter } from './writer-process.ts';

export interface KillFigures {
  rounds: number;
  /** Windows that writers gave to their stores, that were on disk before the kill, and that are there afterwards. */
  added: number;
  written: number;
  found: number;
  /** The oldest window that was lost began so long before the kill. */
  longestLossMillis: number;
  files: number;
  mergedFiles: number;
  /** Files that a kill has left half-written, under a name that nobody reads. */
  halves: number;
  /** What must not be: each a sentence. */
  readonly wrong: string[];
}

const writerCount = 4;
const roundsOfOneDirectory = 10;
const longestRoundMillis = 600;
/** What a store may lose to a kill: as long as its windows wait to be written. */
const flushMillis = 1_000;

/** Kills four writers at a random moment, looks at what they have left, and goes on with four new ones. */
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
  const added = new Map<string, number>();
  const written = new Set<string>();
  const lost = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const writers = Array.from({ length: writerCount }, (_, index) =>
      startWriter({ dir, name: `r${round}w${index}`, index, writers: writerCount, pauseMillis: 5 }),
    );
    await Promise.all(writers.map(({ started }) => started));
    await wait(Math.random() * longestRoundMillis);
    const killedAt = Date.now() * 1000;
    await Promise.all(writers.map((writer) => writer.kill()));
    for (const writer of writers) {
      for (const [mark, startMicros] of writer.added) added.set(mark, startMicros);
      for (const mark of writer.written.keys()) written.add(mark);
      for (const failure of writer.failures) figures.wrong.push(`a writer failed: ${failure}`);
    }
    const store = openProofStore(dir, (error) => figures.wrong.push((error as Error).message));
    const { window, listing } = await viewStore(store);
    figures.wrong.push(...store.status().problems);
    await store.close();
    const found = new Map(window.routes.map(({ route, requests }) => [route, requests]));
    for (const [mark, times] of found) {
      if (times !== 1) figures.wrong.push(`${mark} counts ${times} times`);
      if (!added.has(mark)) figures.wrong.push(`${mark} was never made`);
      if (lost.has(mark)) figures.wrong.push(`${mark} was lost, and came back`);
    }
    for (const mark of written) if (!found.has(mark)) figures.wrong.push(`${mark} was on disk, and is lost`);
    for (const [mark, startMicros] of added) {
      if (found.has(mark) || lost.has(mark)) continue;
      lost.add(mark);
      const lossMillis = (killedAt - startMicros) / 1000;
      figures.longestLossMillis = Math.max(figures.longestLossMillis, lossMillis);
      if (lossMillis > flushMillis) figures.wrong.push(`${mark} was ${lossMillis} ms old, and is lost`);
    }
    const names = readdirSync(join(dir, serviceFolder(service)));
    figures.halves += round === rounds - 1 ? names.filter((name) => name.endsWith('.tmp')).length : 0;
    figures.files += round === rounds - 1 ? names.filter((name) => name.endsWith('.pb.gz')).length : 0;
    if (round === rounds - 1) {
      figures.mergedFiles += listing.windows.filter(({ requests }) => requests > 1).length;
      figures.added += added.size;
      figures.written += written.size;
      figures.found += found.size;
    }
    figures.rounds++;
    onRound(figures);
  }
}
