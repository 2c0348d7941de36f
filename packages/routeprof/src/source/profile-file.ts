import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ProfileFormatError, readProfile, type Window } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';

/** More than any profile: what is larger is something else. */
const mostBytes = 256 * 1024 * 1024;

/** Reads a profile in any format that is read; `-` is the standard input. Throws a `UsageError` when it cannot be. */
export async function readProfileFile(path: string): Promise<Window> {
  const bytes = path === '-' ? await buffer(process.stdin) : await readBytes(path);
  return await profileOf(bytes, path === '-' ? 'the standard input' : path);
}

/** `name` says in errors where the bytes are from. */
export async function profileOf(bytes: Uint8Array, name: string): Promise<Window> {
  try {
    return await readProfile(bytes);
  } catch (error) {
    if (error instanceof ProfileFormatError) throw new UsageError(`${name} cannot be read. ${error.message}`);
    throw error;
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    // A pipe, such as `<(curl …)`, has no size.
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${path} is a folder. Give a profile in it.`);
    if (found.size > mostBytes) {
      const mebibytes = Math.round(found.size / 2 ** 20);
      throw new UsageError(
        `${path} is too large for a profile: it has ${mebibytes} MiB. Record a shorter time.`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`there is no file ${path}. ${hintFor(path)}`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new UsageError(`${path} may not be read by this user. Change its permissions.`);
    throw new UsageError(`${path} cannot be read: ${message}.`);
  }
}

function hintFor(path: string): string {
  return /^[\w.-]+:\d+(?:\/|$)/.test(path)
    ? `The address of a running app begins with http: http://${path}.`
    : 'Look at its path.';
}
