import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Evidence, writeEvidence } from '../evidence.ts';
import { atOnce } from './disk-steps.ts';
import { readClearedName, readEvidenceName } from './names.ts';
import { namesIn } from './names-in.ts';
import { readWhole } from './read-file.ts';
import { writeFile } from './write-file.ts';

/** The oldest beyond these are removed. Each takes some kilobytes. */
const mostKept = 50;
const mostBytes = 256 * 1024;

/** Writes what is known now, at once: the same name again replaces it as a whole. Removes files that are too many or too old. */
export function writeEvidenceNow(folder: string, name: string, evidence: Evidence, forMillis: number): void {
  atOnce(writeFile(folder, name, writeEvidence(evidence)));
  const { kept, old } = sortEvidence(readdirSync(folder), evidence.sinceMicros - forMillis * 1000);
  for (const gone of [...old, ...kept.slice(0, -mostKept)]) {
    try {
      unlinkSync(join(folder, gone));
    } catch {
      // Another process may have removed it. What cannot be removed is tried again with the next block.
    }
  }
}

/** All evidence in a service's folder since it was cleared, oldest first. What cannot be read is left out. */
export async function readAllEvidence(folder: string): Promise<readonly string[]> {
  const { kept } = sortEvidence(await namesIn(folder), 0);
  const read = await Promise.all(kept.slice(-mostKept).map((name) => readOne(folder, name)));
  return read.flatMap((text) => text ?? []);
}

async function readOne(folder: string, name: string): Promise<string | undefined> {
  try {
    return Buffer.from(await readWhole(folder, name, mostBytes)).toString();
  } catch {
    return undefined;
  }
}

/** Those that count, oldest first, and those that were cleared or began before `fromMicros`. */
function sortEvidence(names: readonly string[], fromMicros: number): { kept: string[]; old: string[] } {
  const cleared = Math.max(fromMicros, ...names.flatMap((name) => readClearedName(name) ?? []));
  const kept: string[] = [];
  const old: string[] = [];
  for (const name of [...names].sort()) {
    const micros = readEvidenceName(name);
    if (micros !== undefined) (micros >= cleared ? kept : old).push(name);
  }
  return { kept, old };
}
