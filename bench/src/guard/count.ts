import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findValgrind, findVgdb } from '../../../scripts/find-valgrind.ts';
import { modulesOf } from '../frameworks.ts';
import { peerFile, peersFolder } from '../peers/folder.ts';
import { dist, installed } from '../prepare.ts';
import { median } from '../statistics.ts';
import { variantOf } from '../variants/table.ts';
import type { LaunchFacts, ProfilerSettings } from '../variants/variant.ts';
import { pathsOf } from '../workloads.ts';
import { flags } from './flags.ts';
import type { GuardRow } from './rows.ts';
import type { GuardAnswer, GuardSettings } from './settings.ts';

/** For one request, as a median of parts. */
export interface Count {
  readonly instructions: number;
  readonly bytes: number;
}

/** Medians leave out parts in which V8 compiled something. */
const parts = 5;
/** As many as the profiler counts at once: each part has the same share of that work. */
const requests = 256;
const warmUp = 2_300;
const profiler: ProfilerSettings = { traceBudget: 0, maxOverhead: 1 };
const facts: LaunchFacts = {
  ...{ settings: profiler, installed, dist, peersFolder, peerFile },
  ...{ folder: tmpdir(), sinkPort: 0 },
};

/** Counts a row on this Node under Valgrind. */
export async function countUnderValgrind(row: GuardRow): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'guard-'));
  try {
    const out = join(folder, 'out');
    const go = join(folder, 'go');
    const valgrind = [
      findValgrind(),
      '--quiet',
      '--tool=callgrind',
      '--smc-check=all-non-file',
      '--instr-atstart=no',
      '--dump-before=uv_os_getpriority',
      `--callgrind-out-file=${out}`,
    ];
    const bytes = await run(row, valgrind, go, async (pid) => {
      await promisify(execFile)(findVgdb(), [`--pid=${pid}`, 'instrumentation', 'on']);
      writeFileSync(go, '');
    });
    // The first file has what came before the first part.
    const counted = Array.from({ length: parts }, (_, i) => totalOf(`${out}.${i + 2}`) / requests);
    return { instructions: Math.round(median(counted)), bytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The bytes alone do not need Valgrind. */
export function countBytes(row: GuardRow): Promise<number> {
  return run(row, [], undefined, async () => {});
}

async function run(
  row: GuardRow,
  before: readonly string[],
  go: string | undefined,
  onWarm: (pid: number) => Promise<void>,
): Promise<number> {
  const [command = '', ...args] = [
    ...before,
    process.execPath,
    ...flags,
    '--require',
    join(dist, 'guard/steady.js'),
    ...(variantOf(row.variant).launch?.(facts).flags ?? []),
    join(dist, 'guard/program.js'),
  ];
  const child = spawn(command, args, { env: environmentOf(row, go), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let failure = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    failure = (failure + text).slice(-4_000);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const wasWarm = said.includes('\n');
    said += text;
    if (wasWarm || !said.includes('\n')) return;
    onWarm(child.pid as number).catch((error: unknown) => {
      failure += String(error);
      child.kill('SIGKILL');
    });
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${Object.values(row).join(' ')} ended with ${code}:\n${failure}`);
  const { bytes } = JSON.parse(said.split('\n').at(-1) ?? '') as GuardAnswer;
  return Math.round(median(bytes));
}

/** Nothing of this shell's: a longer environment would make another process. */
function environmentOf(
  { framework, workload, variant, closure }: GuardRow,
  go: string | undefined,
): NodeJS.ProcessEnv {
  const settings: GuardSettings = {
    ...{ framework, ...modulesOf(framework), variant, profiler, closure },
    path: pathsOf[workload][0] as string,
    ...{ warmUp, parts, requests },
    ...(go === undefined ? {} : { go }),
  };
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    BENCH_GUARD: JSON.stringify(settings),
    ...variantOf(variant).launch?.(facts).environment,
  };
}

function totalOf(file: string): number {
  const total = /^totals: (\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (total === undefined) throw new Error(`Valgrind has written no total to ${file}`);
  return Number(total);
}
