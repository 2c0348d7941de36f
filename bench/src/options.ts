import { parseArgs } from 'node:util';
import { type NodeMajor, nodeMajors } from '../../packages/conformance/src/node-binaries.ts';
import { type Framework, frameworks } from './frameworks.ts';
import type { Plan } from './measure/plan.ts';
import { variants } from './variants/table.ts';
import type { ProfilerSettings } from './variants/variant.ts';
import { type Workload, workloads } from './workloads.ts';

export type Mode = 'compare' | 'rss' | 'start-up' | 'installed-size' | 'truth' | 'profile-self';

export interface BenchOptions {
  readonly mode: Mode;
  readonly nodes: readonly NodeMajor[];
  readonly frameworks: readonly Framework[];
  readonly workloads: readonly Workload[];
  readonly variants: readonly string[];
  readonly plan: Plan;
  readonly profiler: ProfilerSettings;
  readonly seed: number;
  /** For the mode `rss`. */
  readonly requests: number;
  /** For the mode `truth`, of load for each variant. */
  readonly seconds: number;
  /** A path, from where the command was called. */
  readonly json: string;
}

const full: Plan = {
  starts: 6,
  rounds: 24,
  settlingRounds: 8,
  latencyRounds: 3,
  sliceMillis: 60,
  latencyMillis: 700,
  warmUpRequests: 150_000,
};
const quick: Plan = {
  ...full,
  rounds: 8,
  settlingRounds: 5,
  latencyRounds: 1,
  latencyMillis: 500,
  warmUpRequests: 50_000,
};

/** Throws an error with a message for the user when an argument is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      node: { type: 'string' },
      frameworks: { type: 'string', default: frameworks.join() },
      workloads: { type: 'string' },
      variants: { type: 'string' },
      peers: { type: 'boolean', default: false },
      defaults: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
      starts: { type: 'string' },
      rounds: { type: 'string' },
      'latency-rounds': { type: 'string' },
      'warm-up': { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string', default: 'test-results/bench.json' },
      rss: { type: 'string' },
      'start-up': { type: 'boolean', default: false },
      'installed-size': { type: 'boolean', default: false },
      truth: { type: 'string' },
      'profile-self': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const plan = values.quick ? quick : full;
  const of = (name: 'starts' | 'rounds' | 'latency-rounds', usual: number, least: number): number =>
    number(name, values[name] ?? String(usual), least, 1_000);
  return {
    mode: modeOf(values),
    nodes: some('node', values.node ?? (values.all ? nodeMajors.join() : '24'), nodeMajors),
    frameworks: some('frameworks', values.frameworks, frameworks),
    workloads: some('workloads', values.workloads ?? (values.quick ? 'hello' : workloads.join()), workloads),
    variants: some(
      'variants',
      values.variants ?? (values.peers ? namesOfVariants : ownVariants).join(),
      namesOfVariants,
    ),
    plan: {
      ...plan,
      starts: of('starts', plan.starts, 1),
      rounds: of('rounds', plan.rounds, 1),
      latencyRounds: of('latency-rounds', plan.latencyRounds, 0),
      warmUpRequests: number('warm-up', values['warm-up'] ?? String(plan.warmUpRequests), 1, 1e9),
    },
    profiler: { ...(values.defaults ? {} : { traceBudget: 0, maxOverhead: 1 }), ...settingsOf(values.set) },
    seed: number('seed', values.seed, 0, 2 ** 32),
    requests: number('rss', values.rss ?? '1000000', 1_000, 1e9),
    seconds: number('truth', values.truth ?? '30', 1, 3_600),
    json: values.json,
  };
}

const namesOfVariants = variants.map(({ name }) => name);
const ownVariants = variants.filter(({ isPeer }) => !isPeer).map(({ name }) => name);

interface ModeFlags {
  readonly rss?: string | undefined;
  readonly truth?: string | undefined;
  readonly 'start-up': boolean;
  readonly 'installed-size': boolean;
  readonly 'profile-self': boolean;
}

function modeOf(flags: ModeFlags): Mode {
  if (flags.rss !== undefined) return 'rss';
  if (flags.truth !== undefined) return 'truth';
  return (['start-up', 'installed-size', 'profile-self'] as const).find((mode) => flags[mode]) ?? 'compare';
}

/** `rate=500`: numbers and true and false as such, all else as text. */
function settingsOf(given: readonly string[]): ProfilerSettings {
  return Object.fromEntries(
    given.map((text) => {
      const [name = '', value] = text.split(/=(.*)/s, 2);
      if (name === '' || value === undefined) throw new Error(`--set has "${text}". Give NAME=VALUE.`);
      if (value === 'true' || value === 'false') return [name, value === 'true'];
      return [name, value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
    }),
  );
}

/** Those of `allowed` that an option names, with commas between. */
export function some<Value extends string | number>(
  name: string,
  given: string,
  allowed: readonly Value[],
): Value[] {
  return given.split(',').map((text) => {
    const value = allowed.find((one) => String(one) === text.trim());
    if (value === undefined)
      throw new Error(`--${name} has "${text}". Allowed, with commas between: ${allowed.join(', ')}.`);
    return value;
  });
}

function number(name: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (given !== '' && value >= least && value <= most) return value;
  throw new Error(`--${name} is "${given}". Give a number from ${least} to ${most}.`);
}
