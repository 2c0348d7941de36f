import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ProfileFormatError, readProfile, type Window } from '@routeprof/core/tools';
import { isRedisAddress } from '../open/redis-address.ts';
import { UsageError } from '../usage-error.ts';

/** Larger than any profile. */
export const mostProfileBytes: number = 256 * 1024 * 1024;

/** Reads a profile in any supported format; `-` is standard input. Throws a `UsageError` when it cannot. */
export async function readProfileFile(path: string): Promise<Window> {
  // The address may have a password, so it is not repeated.
  if (isRedisAddress(path)) {
    throw new UsageError(
      'this command reads a profile or asks an app. What apps keep in Redis is shown by routeprof open redis://HOST.',
    );
  }
  const bytes = path === '-' ? await readAll(process.stdin, 'standard input') : await readBytes(path);
  return await profileOf(bytes, path === '-' ? 'standard input' : path);
}

/** Errors name the source of the bytes by `name`. */
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
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${path} is a folder. Give a profile in it.`);
    if (found.size > mostProfileBytes) throw tooLarge(path);
    return await readAll(createReadStream(path), path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`there is no file ${path}. ${hintFor(path)}`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new UsageError(`${path} may not be read by this user. Change its permissions.`);
    throw new UsageError(`${path} cannot be read: ${message}.`);
  }
}

/** The size of a pipe, such as `<(curl …)`, or a device is not known beforehand. */
async function readAll(source: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > mostProfileBytes) throw tooLarge(name);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(name: string): UsageError {
  return new UsageError(
    `${name} is too large for a profile: it has more than ${mostProfileBytes / 2 ** 20} MiB. Record a shorter time.`,
  );
}

function hintFor(path: string): string {
  return /^[\w.-]+:\d+(?:\/|$)/.test(path)
    ? `The address of a running app begins with http: http://${path}.`
    : 'Check the path.';
}
