import { constants, promises } from 'node:fs';
import { join } from 'node:path';
import type { FileHead } from '../../pprof/file-head.ts';
import { readHead } from '../../pprof/read-head.ts';

/** The file at a window's name is not a window. The message is a sentence. */
export class NotAWindowError extends Error {}

const mostFileBytes = 64 * 1024 * 1024;
const firstBytes = 4 * 1024;
const mostHeadBytes = 4 * 1024 * 1024;

// Does not follow links, nor wait for a pipe that nobody writes to. Windows has neither.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface FileStart {
  readonly bytes: number;
  /** `undefined` when the whole file must be read to get it. */
  readonly head: FileHead | undefined;
}

/** Reads the beginning of a window's file: as much as its head takes. */
export async function readStart(folder: string, name: string): Promise<FileStart> {
  return await withFile(folder, name, async (file, bytes) => {
    for (let wanted = firstBytes; ; wanted *= 8) {
      const head = readHead(await readBytes(file, Math.min(wanted, bytes)));
      if (head === 'not there') return { bytes, head: undefined };
      if (head !== 'cut off') return { bytes, head };
      if (wanted >= bytes || wanted >= mostHeadBytes) throw new NotAWindowError('The file is cut off.');
    }
  });
}

export async function readWhole(folder: string, name: string, most?: number): Promise<Uint8Array> {
  return await withFile(folder, name, readBytes, most);
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
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ELOOP' || code === 'ENXIO' ? new NotAWindowError('It is not a regular file.') : error;
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new NotAWindowError('It is not a regular file.');
    if (found.size > mostBytes)
      throw new NotAWindowError('The file is larger than any that routeprof writes.');
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
