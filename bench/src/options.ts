import { parseArgs } from 'node:util';
import { type NodeMajor, nodeMajors } from '../../packages/conformance/src/node-binaries.ts';
import { type Framework, frameworks } from './frameworks.ts';
import { type Workload, workloads } from './workloads.ts';

export interface BenchOptions {
  readonly nodes: readonly NodeMajor[];
  readonly frameworks: readonly Framework[];
  readonly workloads: readonly Workload[];
  /** Slices of load for each variant. */
  readonly slices: number;
  readonly seconds: number;
  /** The profiler's samples per second; its default when absent. */
  readonly rate: number | undefined;
  readonly startupRuns: number;
  /** Writes the result into the README. */
  readonly write: boolean;
  readonly profileSelf: boolean;
}

export const help = `npx --yes pnpm@12 bench [options]

  --node 20,24         Node majors to run the servers on (24): ${nodeMajors.join(', ')}
  --frameworks koa     which (all): ${frameworks.join(', ')}
  --workloads hello    which (all): ${workloads.join(', ')}
  --slices 36          slices of load for each variant, alternating
  --seconds 0.5        how long a slice is
  --rate 1000          samples per second (the profiler's default in production, 99)
  --quick              4 slices: to see that it runs, not to know
  --write              puts the result into bench/README.md
  --profile-self       in-process: where the cost of following a request goes
`;

/** Throws an error with a message for the user when an argument is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      node: { type: 'string', default: '24' },
      frameworks: { type: 'string', default: frameworks.join() },
      workloads: { type: 'string', default: workloads.join() },
      slices: { type: 'string' },
      seconds: { type: 'string' },
      rate: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      'profile-self': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick } = values;
  return {
    nodes: some('node', values.node, nodeMajors),
    frameworks: some('frameworks', values.frameworks, frameworks),
    workloads: some('workloads', values.workloads, workloads),
    slices: number('slices', values.slices ?? (quick ? '4' : '36'), 1, 1_000),
    seconds: number('seconds', values.seconds ?? '0.5', 0.1, 60),
    rate: values.rate === undefined ? undefined : number('rate', values.rate, 1, 10_000),
    startupRuns: quick ? 3 : 15,
    write: values.write,
    profileSelf: values['profile-self'],
  };
}

function some<Value extends string | number>(
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
