import { randomBytes } from 'node:crypto';
import { DamagedWindowError, type StoreStart, type StoreWindow, spanOfName } from '@routeprof/core/store';
import { type Commands, millisText } from './commands.ts';
import { RedisFailure } from './explain.ts';
import type { ServiceKeys } from './keys.ts';
import type { LeaseHolder } from './lease.ts';
import { bytesOf, textsOf } from './replies.ts';
import { appendScript, dropScript, readStartScript, tidyScript } from './scripts.ts';

/** So many windows are named in one command: it holds Redis for about a millisecond. */
const namesAtOnce = 500;
/** A pass looks for the bytes of so many windows, and the next one goes on there. */
const tidyAtOnce = 20 * namesAtOnce;
/** How long a stamp is kept at least. An expired one is as good as a new one, but makes others list once more. */
export const stampMillis: number = 30 * 24 * 60 * 60_000;

/** A text that was never a stamp before, whatever Redis has forgotten meanwhile. */
export function newStamp(): string {
  return randomBytes(8).toString('hex');
}

/** Adds a window. With a holder: only if it holds the lease, which is renewed; returns whether it does. */
export async function appendWindow(
  { runLarge }: Commands,
  keys: ServiceKeys,
  { name, bytes }: StoreWindow,
  keepMillis: number,
  holder?: LeaseHolder,
): Promise<boolean> {
  const span = spanOfName(name);
  if (span === undefined)
    throw new TypeError(`routeprof: ${JSON.stringify(name)} is not the name of a window.`);
  const added = await runLarge(
    appendScript,
    [keys.window(name), keys.windows, keys.marks, keys.changes, ...(holder ? [keys.lease] : [])],
    [
      name,
      String(span.endMillis),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      millisText(keepMillis),
      newStamp(),
      ...(holder ? [holder.token, millisText(holder.staleMillis)] : []),
    ],
    ['GET', keys.changes],
  );
  const isAdded = Number(added) === 1;
  if (isAdded || holder !== undefined) return isAdded;
  throw new RedisFailure(
    'The Redis client does not return replies, so nothing is known to be written. Give redisStore one that does, such as redis 4 without legacyMode.',
    'NOREPLY',
  );
}

export async function readWindow({ send }: Commands, key: string): Promise<Uint8Array | undefined> {
  return bytesOf(await orDamaged(send('GET', key)));
}

export async function readWindowStart(
  { run }: Commands,
  key: string,
  bytes: number,
): Promise<StoreStart | undefined> {
  const reply = await orDamaged(run(readStartScript, [key], [String(Math.max(1, bytes))]));
  if (!Array.isArray(reply)) return undefined;
  return { bytes: bytesOf(reply[0]) ?? new Uint8Array(), totalBytes: Number(reply[1]) };
}

async function orDamaged(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof RedisFailure) || error.code !== 'WRONGTYPE') throw error;
    throw new DamagedWindowError('Its key in Redis holds something else (WRONGTYPE).');
  }
}

export async function dropWindows(
  commands: Commands,
  keys: ServiceKeys,
  names: readonly string[],
): Promise<void> {
  for (let i = 0; i < names.length; i += namesAtOnce)
    await runOn(commands, dropScript, keys, names.slice(i, i + namesAtOnce));
}

/** Removes the names of windows whose bytes are gone, from the first one on, and returns them and where to go on. */
export async function tidyWindows(
  commands: Commands,
  keys: ServiceKeys,
  first: number,
): Promise<{ readonly gone: readonly string[]; readonly next: number }> {
  const gone: string[] = [];
  let next = first;
  while (next + gone.length < first + tidyAtOnce) {
    const names = textsOf(
      await commands.send('ZRANGE', keys.windows, String(next), String(next + namesAtOnce - 1)),
    );
    const missing = names.length === 0 ? [] : textsOf(await runOn(commands, tidyScript, keys, names));
    gone.push(...missing);
    if (names.length < namesAtOnce) return { gone, next: 0 };
    next += names.length - missing.length;
  }
  return { gone, next };
}

function runOn(
  { run }: Commands,
  script: string,
  keys: ServiceKeys,
  names: readonly string[],
): Promise<unknown> {
  return run(
    script,
    [keys.windows, keys.changes, ...names.map(keys.window)],
    [newStamp(), millisText(stampMillis), ...names],
  );
}
