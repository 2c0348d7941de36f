import { join } from 'node:path';
import { codeOf } from '../code-of.ts';
import {
  type DiskSteps,
  lstat,
  makeFolder,
  makePrivate,
  makeSubfolder,
  rename,
  stat,
  writeNew,
} from './disk-steps.ts';
import { serviceFile, serviceFolder, temporaryName } from './names.ts';

/** The directory cannot be used as it is. The message says what to do. */
export class RefusedError extends Error {}

export interface OpenFolder {
  readonly path: string;
  /** A warning about the directory, although it is used. */
  readonly notice: string | undefined;
}

const othersMayWrite = 0o002;
const onlyOwnersRename = 0o1000;
const forOthers = 0o077;

/**
 * Creates a service's folder in `dir`, for this user only, or checks that an existing one is.
 *
 * @throws RefusedError when others could change what is in it.
 */
export function* openFolder(dir: string, service: string): DiskSteps<OpenFolder> {
  yield* makeFolder(dir);
  const notice = checkParent(dir, (yield* stat(dir)).mode & 0o7777);
  const path = join(dir, serviceFolder(service));
  try {
    yield* makeSubfolder(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const found = yield* lstat(path);
  if (!found.isDirectory()) {
    throw new RefusedError(
      `${path} is not a folder, so nothing is written to it. Remove it, or name another dir.`,
    );
  }
  const user = process.getuid?.();
  if (user !== undefined && found.uid !== user) {
    throw new RefusedError(
      `${path} belongs to another user (${found.uid}), so nothing is written to it. Run as that user, or name another dir.`,
    );
  }
  if (user !== undefined && (found.mode & forOthers) !== 0) yield* makePrivate(path);
  yield* nameService(path, service);
  return { path, notice };
}

function checkParent(dir: string, mode: number): string | undefined {
  if (process.getuid === undefined) return undefined;
  const shown = mode.toString(8);
  if ((mode & othersMayWrite) !== 0 && (mode & onlyOwnersRename) === 0) {
    throw new RefusedError(
      `Everyone may change what is in ${dir} (mode ${shown}), so nothing is written to it. Run chmod 700 on it, or name another dir.`,
    );
  }
  return (mode & forOthers) === 0
    ? undefined
    : `${dir} is open to other users of this machine (mode ${shown}). Profiles in it are not, but chmod 700 is safer.`;
}

/** Writes the service's name for processes that list services. */
function* nameService(path: string, service: string): DiskSteps<void> {
  const file = join(path, serviceFile);
  try {
    yield* lstat(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const temporary = join(path, temporaryName(serviceFile));
    yield* writeNew(temporary, Buffer.from(JSON.stringify({ format: 1, service })));
    yield* rename(temporary, file);
  }
}
