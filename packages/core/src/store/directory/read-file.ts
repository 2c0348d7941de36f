import { constants, promises } from 'node:fs';
import { join } from 'node:path';
import { DamagedWindowError, type StoreStart, UnreadableWindowError } from '../../store-contract.ts';
import { codeOf } from '../code-of.ts';

const mostFileBytes = 64 * 1024 * 1024;

// Does not follow links, nor wait for a pipe that nobody writes to. Windows has neither.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** More memory is not taken before the size of the file is known. */
const mostUnseenBytes = 1024 * 1024;

/** The first bytes of a window's file. */
export async function readStart(folder: string, name: string, wanted: number): Promise<StoreStart> {
  return await withFile(folder, name, async (file) => {
    const buffer = Buffer.allocUnsafe(Math.min(wanted, mostUnseenBytes));
    // Asked together: on a busy loop each answer takes a turn. What is no file is not used.
    const [found, first] = await Promise.allSettled([sizeOf(file), file.read(buffer, 0, buffer.length, 0)]);
    if (found.status === 'rejected') throw found.reason;
    if (first.status === 'rejected') throw first.reason;
    const totalBytes = found.value;
    const bytes = Math.min(wanted, totalBytes);
    const beginning = buffer.subarray(0, Math.min(first.value.bytesRead, bytes));
    if (beginning.length === bytes) return { bytes: beginning, totalBytes };
    const whole = Buffer.allocUnsafe(bytes);
    whole.set(beginning);
    return { bytes: await readRest(file, whole, beginning.length, bytes), totalBytes };
  });
}

export async function readWhole(folder: string, name: string, most?: number): Promise<Uint8Array> {
  return await withFile(folder, name, async (file) => {
    const bytes = await sizeOf(file, most);
    return await readRest(file, Buffer.allocUnsafe(bytes), 0, bytes);
  });
}

/** What reading a window's file gives; `undefined` when it is gone. */
export async function unlessGone<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DamagedWindowError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UnreadableWindowError(code || String(error), { cause: error });
  }
}

async function withFile<Result>(
  folder: string,
  name: string,
  read: (file: promises.FileHandle) => Promise<Result>,
): Promise<Result> {
  let file: promises.FileHandle;
  try {
    file = await promises.open(join(folder, name), flags);
  } catch (error) {
    // ELOOP stands for a link, ENXIO for a socket.
    const code = codeOf(error);
    throw code === 'ELOOP' || code === 'ENXIO' ? new DamagedWindowError('It is not a regular file.') : error;
  }
  try {
    return await read(file);
  } finally {
    // Not awaited: that would cost another turn, and nothing was written that could be lost.
    file.close().catch(() => {});
  }
}

async function sizeOf(file: promises.FileHandle, mostBytes = mostFileBytes): Promise<number> {
  const found = await file.stat();
  if (!found.isFile()) throw new DamagedWindowError('It is not a regular file.');
  if (found.size > mostBytes)
    throw new DamagedWindowError('The file is larger than any that routeprof writes.');
  return found.size;
}

/** Reads on until there are as many bytes, or the file ends. */
async function readRest(
  file: promises.FileHandle,
  buffer: Uint8Array,
  from: number,
  to: number,
): Promise<Uint8Array> {
  let done = from;
  while (done < to) {
    const { bytesRead } = await file.read(buffer, done, to - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
