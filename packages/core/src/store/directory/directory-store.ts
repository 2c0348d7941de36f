import { promises } from 'node:fs';
import { join } from 'node:path';
import { systemMillis } from '../../clock.ts';
import type { Store, StoreMark, StoreWindow } from '../../store-contract.ts';
import { codeOf } from '../code-of.ts';
import { isNamedWithin } from '../shared/names.ts';
import { atOnce, type DiskSteps, inTime } from './disk-steps.ts';
import { readAllEvidence } from './evidence-files.ts';
import { changeError, readError, writeError } from './folder-errors.ts';
import { folderProblems } from './folder-problems.ts';
import { createLease } from './lease.ts';
import { readMarks, writeMark } from './mark-files.ts';
import { isTemporaryName, readMarkName, serviceFolder } from './names.ts';
import { namesIn } from './names-in.ts';
import { openFolder } from './open-folder.ts';
import { readStart, readWhole, unlessGone } from './read-file.ts';
import { removeFolder } from './remove-folder.ts';
import { servicesIn } from './services.ts';
import { countAside, setAside } from './set-aside.ts';
import { writeFile } from './write-file.ts';

/** Options of `directoryStore`. */
export interface DirectoryStoreOptions {
  /** Bytes on disk for the windows of one service. Default 1 GiB. */
  readonly maxBytes?: number;
  /** What sets that, as messages name it. Default `'maxBytes'`. */
  readonly limit?: string;
}

/** Older temporary files were left by a process that was killed. */
const oldTemporaryMillis = 10 * 60_000;
/** A change of a file changes its folder's time, but only as often as the system's clock ticks. */
const tickMillis = 100;

/**
 * Windows in a directory that many processes share: what the option `dir` uses. Each service has its own folder in it,
 * for this user only, and each window is a file that never changes.
 *
 * @param dir Created with the first window if it does not exist.
 */
export function directoryStore(dir: string, options: DirectoryStoreOptions = {}): Store {
  let notice: string | undefined;
  const pathOf = (service: string): string => join(dir, serviceFolder(service));

  function* inFolder(service: string, work: (path: string) => DiskSteps<void>): DiskSteps<void> {
    try {
      const opened = yield* openFolder(dir, service);
      notice = opened.notice;
      yield* work(opened.path);
    } catch (error) {
      throw writeError(dir, error);
    }
  }
  const append = (service: string, { name, bytes }: StoreWindow): DiskSteps<void> =>
    inFolder(service, (path) => writeFile(path, name, bytes));
  const mark = (service: string, given: StoreMark): DiskSteps<void> =>
    inFolder(service, (path) => writeMark(path, given));

  return {
    kind: 'directory',
    place: pathOf,
    maxBytes: options.maxBytes ?? 1024 ** 3,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    // The app needs the system's threads too.
    readsAtOnce: 2,
    append: (service, window) => inTime(append(service, window)),
    async list(service, fromMillis = 0, toMillis = Number.POSITIVE_INFINITY) {
      const path = pathOf(service);
      try {
        const found = await namesIn(path);
        const marks = await readMarks(path, found);
        const clearedMicros = marks.find(({ kind }) => kind === 'clear')?.atMicros ?? 0;
        return {
          names: found.filter((name) => isNamedWithin(name, fromMillis, toMillis)),
          marks,
          problems: folderProblems(path, found, await countAside(path), clearedMicros),
        };
      } catch (error) {
        throw readError(path, error);
      }
    },
    readStart: (service, name, bytes) => unlessGone(readStart(pathOf(service), name, bytes)),
    read: (service, name) => unlessGone(readWhole(pathOf(service), name)),
    services: () => servicesIn(dir),
    stamp: async (services) => (await Promise.all(services.map((name) => timeOf(pathOf(name))))).join('-'),
    async drop(service, names) {
      for (const name of names) await removeFile(join(pathOf(service), name));
    },
    mark: (service, given) => inTime(mark(service, given)),
    lease: (service, staleMillis) => createLease(pathOf(service), staleMillis),
    close: async () => {},
    now: {
      append: (service, window) => atOnce(append(service, window)),
      mark: (service, given) => atOnce(mark(service, given)),
    },
    notice: () => notice,
    setAside: (service, name) => setAside(pathOf(service), name),
    async tidy(service) {
      const path = pathOf(service);
      const found = await namesIn(path);
      const latest = await readMarks(path, found);
      for (const name of found) {
        const named = readMarkName(name);
        const later = latest.find(({ kind }) => kind === named?.kind);
        if (named !== undefined && later !== undefined && later.atMicros > named.atMicros)
          await removeFile(join(path, name));
        else if (isTemporaryName(name) && (await isOlder(join(path, name), oldTemporaryMillis)))
          await removeFile(join(path, name));
      }
    },
    forget: (service) => removeFolder(pathOf(service)),
    evidence: (service) => readAllEvidence(pathOf(service)),
  };
}

async function timeOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ino } = await promises.stat(path);
    const now = systemMillis();
    // Another change within the same tick would give the same time.
    return `${ino}.${mtimeMs}${Math.abs(now - mtimeMs) < tickMillis ? `.${now}` : ''}`;
  } catch (error) {
    return codeOf(error);
  }
}

async function removeFile(file: string): Promise<void> {
  try {
    await promises.unlink(file);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw changeError(error);
  }
}

async function isOlder(file: string, millis: number): Promise<boolean> {
  try {
    return systemMillis() - (await promises.lstat(file)).mtimeMs > millis;
  } catch {
    return false;
  }
}
