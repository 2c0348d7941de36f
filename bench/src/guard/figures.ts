import type { Count } from './count.ts';

/** What the profiler adds to a request, by the name of a row. */
export type Figures = Readonly<Record<string, Count>>;

/** The share by which a figure may grow. */
const mostShare = 0.03;
/** Bytes are exact to a few, and a closure is 56: it must be seen where the profiler allocates much, too. */
const mostBytes = 30;

/** A row, what it is held to, and why it fails. */
export interface Verdict {
  readonly name: string;
  readonly count: Count;
  readonly stored: Count | undefined;
  /** Empty where it is within its limits. */
  readonly faults: readonly string[];
}

export function addedTo(plain: Count, profiled: Count): Count {
  return {
    instructions: profiled.instructions - plain.instructions,
    bytes: profiled.bytes - plain.bytes,
  };
}

function limitOf(stored: Count): Count {
  return {
    instructions: stored.instructions * (1 + mostShare),
    bytes: stored.bytes + Math.min(stored.bytes * mostShare, mostBytes),
  };
}

export function judge(name: string, count: Count, stored: Count | undefined): Verdict {
  if (stored === undefined) return { name, count, stored, faults: ['no stored figure'] };
  const limit = limitOf(stored);
  const faults = (['instructions', 'bytes'] as const)
    .filter((what) => !(count[what] <= limit[what]))
    .map((what) => `${count[what]} ${what}, at most ${Math.floor(limit[what])}`);
  return { name, count, stored, faults };
}
