import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, readSent, unpacked } from './sent.ts';
import { stacksOfSentry } from './sentry.ts';
import type { Stack } from './stacks.ts';
import { stacksOfFile } from './window.ts';
import { countTicks, stacksOfZeroX } from './zero-x.ts';

/** Reads what a peer has left behind in its folder, or sent to the sink, which keeps it there. */
export interface PeerReader {
  /** Absent for a tool that makes no profiles. */
  readonly stacks?: (folder: string) => Promise<Stack[]>;
  /** How many samples, or spans; counted from `stacks` where absent. */
  readonly count?: (folder: string) => Promise<number>;
}

/** By the variant's name. It is not in the variant's own file, which servers load. */
const readers: Readonly<Record<string, PeerReader>> = {
  'cpu-prof': { stacks: (folder) => stacksOfFiles(folder, '*.cpuprofile') },
  '0x': { stacks: stacksOfZeroX, count: countTicks },
  flame: { stacks: (folder) => stacksOfFiles(folder, 'cpu-profile-*.pb') },
  pyroscope: {
    stacks: async (folder) =>
      (await together(readSent(folder).map(({ body }) => body))).map((stack) => ({
        ...stack,
        functions: stack.functions.map(nameInPyroscope),
      })),
  },
  'dd-trace': {
    stacks: (folder) =>
      together(readSent(folder).flatMap((sent) => [...filesOf(sent)].flatMap(wallProfileOf))),
  },
  sentry: { stacks: async (folder) => stacksOfSentry(readSent(folder)) },
  opentelemetry: { count: async (folder) => Number(readFileSync(join(folder, 'spans'), 'utf8')) },
};

export function readerOf(variant: string): PeerReader {
  const reader = readers[variant];
  if (reader === undefined) throw new Error(`${variant} has no reader. Add one to peers/read/table.ts.`);
  return reader;
}

/** How many samples a peer has. @throws if there are none: it did not profile, and was cheap for that. */
export async function countOf(variant: string, folder: string): Promise<number> {
  const { stacks, count } = readerOf(variant);
  const found = count ? await count(folder) : sum((await stacks?.(folder)) ?? []);
  if (found > 0) return found;
  throw new Error(`${variant} has left no sample, so what it costs was not measured. Has it started?`);
}

function sum(stacks: readonly Stack[]): number {
  return stacks.reduce((total, { samples }) => total + samples, 0);
}

function stacksOfFiles(folder: string, pattern: string): Promise<Stack[]> {
  return together(globSync(pattern, { cwd: folder }).map((name) => readFileSync(join(folder, name))));
}

async function together(profiles: readonly Uint8Array[]): Promise<Stack[]> {
  const found: Stack[] = [];
  // Not spread into `push`: there may be more than a call takes.
  for (const profile of profiles) for (const stack of await stacksOfFile(profile)) found.push(stack);
  return found;
}

/** It names a function `file:name:line`. */
function nameInPyroscope(name: string): string {
  return /:([^:]+):\d+$/.exec(name)?.[1] ?? name;
}

function wallProfileOf([name, bytes]: [string, Buffer]): Buffer[] {
  return name.startsWith('wall') ? [unpacked(bytes)] : [];
}
