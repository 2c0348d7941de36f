import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from '../measure/figures.ts';
import type { Plan } from '../measure/plan.ts';
import type { SizeRow } from '../modes/installed-size.ts';
import type { StartUpRow } from '../modes/start-up.ts';
import type { Circumstances } from '../output/circumstances.ts';
import { writeJson } from '../output/json.ts';
import type { TruthRow } from '../truth/judge.ts';

interface Stored {
  readonly about: Circumstances;
}

export interface StoredCell {
  readonly node: string;
  readonly framework: string;
  readonly workload: string;
  readonly figures: readonly Figures[];
}

/** What the page shows of results of the bench. Each part is missing until it was measured. */
export interface StoredResults {
  readonly compare?: Stored & {
    readonly starts: number;
    readonly rounds: number;
    readonly settlingRounds: number;
    readonly latencyRounds: number;
    readonly latencyMillis: number;
    readonly failures: readonly string[];
    readonly cells: readonly StoredCell[];
  };
  readonly 'start-up'?: Stored & { readonly runs: number; readonly rows: readonly StartUpRow[] };
  readonly 'installed-size'?: Stored & { readonly rows: readonly SizeRow[] };
  readonly truth?: Stored & { readonly failures: readonly string[]; readonly rows: readonly TruthRow[] };
}

export type PartName = keyof StoredResults;
const parts: readonly PartName[] = ['compare', 'start-up', 'installed-size', 'truth'];

/** Small files: a result itself has each slice. */
export const storedFolder: string = join(import.meta.dirname, '../../../docs/cost');

export function readStored(): StoredResults {
  const found = parts.flatMap((name) => {
    const file = fileOf(name);
    return existsSync(file) ? [[name, JSON.parse(readFileSync(file, 'utf8'))]] : [];
  });
  return Object.fromEntries(found);
}

/** Keeps what the page shows of a result that the bench has written. */
export function store(resultFile: string): PartName {
  const result = JSON.parse(readFileSync(resultFile, 'utf8'));
  const name: PartName = result.mode ?? 'compare';
  if (!parts.includes(name))
    throw new Error(`${resultFile} has the mode ${name}. Give one of: ${parts.join()}.`);
  writeJson(fileOf(name), kept(name, result));
  return name;
}

function kept(name: PartName, result: Record<string, never>): object {
  const { about, failures, rows, runs } = result;
  if (name === 'start-up') return { about, runs, rows };
  if (name === 'installed-size') return { about, rows };
  if (name === 'truth') return { about, failures, rows };
  const { options, nodes, cells } = result as unknown as ResultOfCompare;
  const { starts, rounds, settlingRounds, latencyRounds, latencyMillis } = options.plan;
  return {
    about,
    starts,
    rounds,
    settlingRounds,
    latencyRounds,
    latencyMillis,
    failures,
    cells: cells.map(({ major, framework, workload, figures }) => {
      const node = nodes.find((one) => one.major === major)?.version;
      return { node, framework, workload, figures };
    }),
  };
}

interface ResultOfCompare {
  readonly options: { readonly plan: Plan };
  readonly nodes: readonly { readonly major: number; readonly version: string }[];
  readonly cells: readonly (Omit<StoredCell, 'node'> & { readonly major: number })[];
}

function fileOf(name: PartName): string {
  return join(storedFolder, `${name}.json`);
}
