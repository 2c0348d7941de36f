import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../../../scripts/packages.ts';
import { createProfiler, type ReportModel } from '../../../core/src/index.ts';
import { checkOut, withEdits } from './checkout.ts';
import { explained } from './explained.ts';
import { type Edit, type Framework, frameworks } from './frameworks.ts';
import type { Outcomes } from './outcomes.ts';

// The frameworks' own test suites with and without the profiler: no test may have another outcome.
// `npx --yes pnpm@12 prove:suites express`; a clone or a Git URL after the name replaces GitHub's.
// `--trace` traces every request. `--frames` gives Node 22 context frames where the profiler runs, and not where it does not. `--files` picks test files, with commas between. `--work` is the folder for checkouts and their dependencies. The
// results are in docs/proofs/foreign-suites.md.

type Kind = 'plain' | 'register' | 'middleware';

interface Run {
  readonly outcomes: Outcomes;
  readonly seconds: number;
  /** Requests that the profiler has counted, and traced. */
  readonly requests: number;
  readonly traced: number;
}

const mostMillis = 1_800_000;
/** How often a test with another outcome runs again, with and without: it counts only if it differs each time. */
const repeats = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: 'string' },
    files: { type: 'string' },
    trace: { type: 'boolean' },
    frames: { type: 'boolean' },
  },
});
const [name = '', given] = positionals;
const framework = frameworks[name];
if (framework === undefined) throw new Error(`Say which suite: ${Object.keys(frameworks).join(', ')}.`);
const work = values.work ?? join(tmpdir(), 'routeprof-suites');
const folder = checkOut(name, given ?? framework.source, framework, work);

console.log(`${name} ${framework.ref}, Node ${process.versions.node}`);
const files = values.files?.split(',') ?? [];
const plain = await run('plain', framework, files);
console.log(`plain: ${describe(plain)}`);
let faults = 0;
for (const kind of ['register', 'middleware'] as const) {
  const profiled = await run(kind, framework, files);
  const changed = differences(plain.outcomes, profiled.outcomes);
  const lasting = await lastingChanges(kind, framework, changed);
  const known = explained.filter(
    (entry) => entry.framework === name && entry.kind === kind && plain.outcomes.has(entry.test),
  );
  const unexplained = lasting.filter((test) => !known.some((entry) => entry.test === test));
  const outdated = known.filter(({ test }) => !lasting.includes(test));
  console.log(
    `${kind}: ${describe(profiled)}; ${profiled.requests} requests counted, ${profiled.traced} traced`,
  );
  console.log(
    `  changed in some runs, but not in each of ${repeats} more: ${changed.length - lasting.length}`,
  );
  for (const test of changed.filter((one) => !lasting.includes(one))) console.log(`    ${test}`);
  for (const { test, reason } of known) console.log(`  changed: ${test}: ${reason}`);
  for (const test of unexplained) console.log(`  FAULT, changed: ${test}`);
  for (const { test } of outdated) console.log(`  FAULT, explained but not changed: ${test}`);
  if (profiled.requests === 0) console.log('  FAULT: the profiler has counted no request');
  const isUntraced = values.trace === true && profiled.traced === 0;
  if (isUntraced) console.log('  FAULT: the profiler has traced no request');
  faults += unexplained.length + outdated.length + (profiled.requests === 0 ? 1 : 0) + (isUntraced ? 1 : 0);
}
if (faults > 0) process.exitCode = 1;

async function run(
  kind: Kind,
  { command, read, ...edits }: Framework,
  files: readonly string[] = [],
): Promise<Run> {
  const output = join(work, `${name}-${kind}.json`);
  const dir = join(work, `${name}-${kind}-profiles`);
  rmSync(output, { force: true });
  rmSync(dir, { recursive: true, force: true });
  const added: Readonly<Record<Kind, readonly Edit[]>> = {
    plain: [],
    register: edits.registerEdits,
    middleware: edits.middlewareEdits,
  };
  const start = performance.now();
  const { stdout, stderr } = withEdits(folder, added[kind], () =>
    spawnSync(process.execPath, command(files, output), {
      cwd: folder,
      env: { ...process.env, ...environment(kind, dir) },
      timeout: mostMillis,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }),
  );
  // Failing tests make the runner fail too, so its exit code says nothing; its output does.
  if (!existsSync(output))
    throw new Error(`The suite has not run:\n${stdout.slice(-2_000)}${stderr.slice(-2_000)}`);
  return {
    outcomes: read(output, folder),
    seconds: (performance.now() - start) / 1_000,
    ...(kind === 'plain' ? { requests: 0, traced: 0 } : await requestsIn(dir)),
  };
}

function environment(kind: Kind, dir: string): NodeJS.ProcessEnv {
  const settings = {
    ROUTEPROF_DIR: dir,
    ROUTEPROF_SERVICE: 'suite',
    // Vitest ends its processes before they can write their last window.
    ROUTEPROF_FLUSH_INTERVAL: '1000',
    ROUTEPROF_DISCARD_FIRST: 'false',
    ROUTEPROF_QUIET: 'true',
    ...(values.trace === true && { ROUTEPROF_TRACE_BUDGET: '1' }),
  };
  const register = join(root, 'packages/routeprof/dist/register.cjs');
  if (kind === 'plain') return { NODE_OPTIONS: '' };
  const frames = values.frames === true ? ['--experimental-async-context-frame'] : [];
  const required = kind === 'register' ? [`--require ${JSON.stringify(register)}`] : [];
  return { ...settings, NODE_OPTIONS: [...frames, ...required].join(' ') };
}

async function requestsIn(dir: string): Promise<Pick<Run, 'requests' | 'traced'>> {
  const profiler = createProfiler({ dir, service: 'suite' });
  try {
    const answer = await profiler.handle({
      method: 'GET',
      url: `${profiler.path}/?format=json&limit=2000`,
      headers: { host: 'localhost' },
      peer: '127.0.0.1',
      raw: undefined,
    });
    const { totals, routes } = JSON.parse(String(answer?.body)) as ReportModel;
    const traced = routes.reduce((sum, { latencyParts }) => sum + latencyParts.traced + latencyParts.cut, 0);
    return { requests: totals.requests, traced };
  } finally {
    await profiler.close();
  }
}

/** The tests with another outcome, or that only one of the two has. */
function differences(before: Outcomes, after: Outcomes): string[] {
  const tests = new Set([...before.keys(), ...after.keys()]);
  return [...tests].filter((test) => before.get(test)?.result !== after.get(test)?.result);
}

async function lastingChanges(
  kind: Kind,
  framework: Framework,
  changed: readonly string[],
): Promise<readonly string[]> {
  let lasting = changed;
  for (let repeat = 0; repeat < repeats && lasting.length > 0; repeat += 1) {
    const files = [...new Set(lasting.map((test) => test.split(' > ', 1)[0] as string))];
    const without = await run('plain', framework, files);
    const profiled = await run(kind, framework, files);
    const again = new Set(differences(without.outcomes, profiled.outcomes));
    lasting = lasting.filter((test) => again.has(test));
  }
  return lasting;
}

function describe({ outcomes, seconds }: Run): string {
  const count = (result: string): number =>
    [...outcomes.values()].filter((outcome) => outcome.result === result).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped, ${Math.round(seconds)} s`;
}
