import { constants, promises } from 'node:fs';
import { join } from 'node:path';
import { DamagedWindowError, type StoreStart, UnreadableWindowError } from '../../store-contract.ts';
import { codeOf } from '../code-of.ts';

const mostFileBytes = 64 * 1024 * 1024;

// Does not follow links, nor wait for a pipe that nobody writes to. Windows has neither.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The first bytes of a window's file. */
export async function readStart(folder: string, name: string, wanted: number): Promise<StoreStart> {
  return await withFile(folder, name, async (file, totalBytes) => ({
    bytes: await readBytes(file, Math.min(wanted, totalBytes)),
    totalBytes,
  }));
}

export async function readWhole(folder: string, name: string, most?: number): Promise<Uint8Array> {
  return await withFile(folder, name, readBytes, most);
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
  read: (file: promises.FileHandle, bytes: number) => Promise<Result>,
  mostBytes = mostFileBytes,
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
    const found = await file.stat();
    if (!found.isFile()) throw new DamagedWindowError('It is not a regular file.');
    if (found.size > mostBytes)
      throw new DamagedWindowError('The file is larger than any that routeprof writes.');
    return await read(file, found.size);
  } finally {
    await file.close();
  }
}

async function readBytes(file: promises.FileHandle, bytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
