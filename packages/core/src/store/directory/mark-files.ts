import { join } from 'node:path';
import type { StoreMark } from '../../store-contract.ts';
import { codeOf } from '../code-of.ts';
import { type DiskSteps, writeNew } from './disk-steps.ts';
import { clearedName, markName, readMarkName } from './names.ts';
import { readWhole } from './read-file.ts';
import { writeFile } from './write-file.ts';

const mostBytes = 10_000;
/** There are a few. */
const mostKinds = 100;

/** Leaves a mark as a file of its own, so that the latest counts whoever writes when. */
export function* writeMark(path: string, { kind, atMicros, value }: StoreMark): DiskSteps<void> {
  if (kind !== 'clear') {
    yield* writeFile(path, markName({ kind, atMicros }), Buffer.from(value));
    return;
  }
  try {
    // On a full disk the name remains, which says the most.
    yield* writeNew(join(path, clearedName(atMicros)), Buffer.from(value));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The latest mark of each kind among the names of a folder. */
export async function readMarks(path: string, names: readonly string[]): Promise<readonly StoreMark[]> {
  const latest = new Map<string, { readonly name: string; readonly atMicros: number }>();
  for (const name of names) {
    const mark = readMarkName(name);
    if (mark === undefined || mark.atMicros < (latest.get(mark.kind)?.atMicros ?? 0)) continue;
    latest.set(mark.kind, { name, atMicros: mark.atMicros });
  }
  const read = await Promise.all(
    [...latest].slice(0, mostKinds).map(async ([kind, { name, atMicros }]) => {
      const value = (await readValue(path, name)) ?? (kind === 'clear' ? '' : undefined);
      return value === undefined ? [] : [{ kind, atMicros, value }];
    }),
  );
  return read.flat();
}

/** `undefined` when a later mark has taken its place meanwhile: the next list has that one. */
async function readValue(path: string, name: string): Promise<string | undefined> {
  try {
    return Buffer.from(await readWhole(path, name, mostBytes)).toString();
  } catch {
    return undefined;
  }
}
