import { promises } from 'node:fs';
import { join } from 'node:path';
import { performance, setTimeout, systemMillis, unref } from '../../clock.ts';
import type { RetentionRung } from '../../options.ts';
import { writePprof } from '../../pprof/write-pprof.ts';
import { mergeInSlices } from '../../profile/merge-in-slices.ts';
import type { Window } from '../../profile/window.ts';
import { bytesOf } from '../window-bytes.ts';
import { countedFiles, hiddenBy } from './counted-files.ts';
import { codeOf } from './disk-steps.ts';
import type { FolderLook, FolderReader, StoredFile } from './folder-reader.ts';
import type { Lease } from './lease.ts';
import { mergedFileName } from './names.ts';
import { planMerges } from './plan-merges.ts';
import { planRemovals } from './plan-removals.ts';
import { compactSentence, type Problems, spaceSentence } from './problems.ts';

/** Merges old windows and removes the oldest, in the process that holds the lease. */
export interface Compactor {
  /** Does what is due now, or as much as one pass may. Returns whether more is due. Never throws. */
  pass(): Promise<boolean>;
  /** Ends the work under way, and releases the lease. */
  close(): Promise<void>;
}

export interface CompactorOptions {
  readonly path: string;
  readonly reader: FolderReader;
  readonly lease: Lease;
  readonly ladder: readonly RetentionRung[];
  readonly maxNodes: number;
  readonly maxDiskBytes: number;
  /** How long after its end a span's last windows are on disk. */
  readonly lagMillis: number;
  /**
   * How long merged files stay beside the file that replaces them. A process that lists the folder at that moment may
   * see only a part of its contents, and must see one or the other.
   */
  readonly settleMillis: number;
  readonly problems: Problems;
  /** Epoch microseconds. */
  now(): number;
}

/** Of the files that become one, at most this much and one more window are in memory at once. */
const batchBytes = 16 * 1024 * 1024;
/** Older temporary files were left by a process that was killed. */
const oldTemporaryMillis = 10 * 60_000;
/** A process that ends has to wait for the pass, so a pass begins no merge after this time. */
const longestPassMillis = 1_000;
/** How long the report says that windows were removed because space was short. */
const spaceProblemMillis = 60 * 60_000;

export function createCompactor(options: CompactorOptions): Compactor {
  const { path, reader, lease, ladder, maxNodes, problems } = options;
  /** When each merged file was first seen. */
  const seen = new Map<string, number>();
  let removedForSpaceAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let goOn: (() => void) | undefined;
  let running: Promise<boolean> | undefined;

  function note({ files }: FolderLook): void {
    const merged = new Set(files.flatMap(({ name, head }) => (head.covers.length > 0 ? name : [])));
    for (const name of seen.keys()) if (!merged.has(name)) seen.delete(name);
    for (const name of merged) if (!seen.has(name)) seen.set(name, performance.now());
  }
  const isSettled = (name: string): boolean => {
    const since = seen.get(name);
    return since !== undefined && performance.now() - since >= options.settleMillis;
  };

  async function remove(look: FolderLook): Promise<ReadonlySet<string>> {
    const { maxDiskBytes } = options;
    const removals = planRemovals(look, options.now(), { ladder, maxDiskBytes }, isSettled);
    if (removals.forSpace > 0) removedForSpaceAt = performance.now();
    if (performance.now() - removedForSpaceAt < spaceProblemMillis)
      problems.say('space', spaceSentence(path, maxDiskBytes));
    else problems.settle('space');
    for (const name of [...removals.names, ...look.oldMarks]) await removeFile(join(path, name));
    for (const name of look.temporaries) {
      if (await isOlder(join(path, name), oldTemporaryMillis)) await removeFile(join(path, name));
    }
    return new Set(removals.names);
  }

  /** A turn of the loop that does not keep the process alive: an app with nothing else to do ends here. */
  async function turn(): Promise<void> {
    if (closed) return;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      unref(setTimeout(resolve, 1));
    });
  }

  /** Adds them up in batches, because all may not fit in memory; `undefined` when one is gone or damaged, or when closed. */
  async function sumOf(files: readonly StoredFile[]): Promise<Window | undefined> {
    let held: Window[] = [];
    let bytes = 0;
    for (const { name } of files) {
      await turn();
      if (closed) return undefined;
      const window = await reader.read(name);
      if (window === undefined) return undefined;
      held.push(window);
      bytes += bytesOf(window);
      if (bytes < batchBytes) continue;
      held = [await mergeInSlices(held, maxNodes)];
      bytes = 0;
    }
    return await mergeInSlices(held, maxNodes);
  }

  /** Returns whether we still hold the lease. */
  async function merge(files: readonly StoredFile[], present: ReadonlySet<string>): Promise<boolean> {
    const merged = await sumOf(files);
    // The next pass merges them, without the one that is gone.
    if (merged === undefined) return true;
    const covers = files.map(({ name }) => name);
    const beneath = hiddenBy(files);
    const name = mergedFileName(merged, covers);
    const bytes = await writePprof(merged, {
      covers,
      beneath: [...beneath].filter((hidden) => present.has(hidden)),
    });
    const folder = await lease.hold();
    if (folder === undefined) return false;
    const prepared = join(folder, name);
    try {
      // Flushed to disk, because the files that it replaces will be removed.
      await promises.writeFile(prepared, bytes, { mode: 0o600, flush: true });
      await promises.rename(prepared, join(path, name));
    } catch (error) {
      await promises.unlink(prepared).catch(() => {});
      throw error;
    }
    return true;
  }

  async function work(): Promise<boolean> {
    if ((await lease.hold()) === undefined) return false;
    const until = performance.now() + longestPassMillis;
    const look = await reader.look();
    note(look);
    const removed = await remove(look);
    const files = look.files.filter(({ name }) => !removed.has(name));
    const present = new Set(files.map(({ name }) => name));
    const counted = countedFiles(files, look.clearedMicros);
    for (const group of planMerges(counted, options.now(), ladder, options.lagMillis)) {
      if (performance.now() > until) return true;
      if (closed || !(await merge(group, present))) return false;
    }
    return false;
  }

  async function tryToWork(): Promise<boolean> {
    try {
      const isMore = await work();
      problems.settle('compact');
      return isMore;
    } catch (error) {
      // The folder, or our lease of it, is gone. If the folder cannot be created, the writer reports that.
      if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error)))
        problems.say('compact', compactSentence(path, error), error);
      return false;
    }
  }

  return {
    async pass() {
      if (running !== undefined || closed) return false;
      running = tryToWork();
      const isMore = await running;
      running = undefined;
      return isMore;
    },
    async close() {
      closed = true;
      // Go on at once, because the process waits for the end.
      goOn?.();
      await running;
      await lease.release();
    },
  };
}

async function removeFile(file: string): Promise<void> {
  try {
    await promises.unlink(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function isOlder(file: string, millis: number): Promise<boolean> {
  try {
    return systemMillis() - (await promises.lstat(file)).mtimeMs > millis;
  } catch {
    return false;
  }
}
