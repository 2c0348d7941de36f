import type { Figures } from './measure/figures.ts';
import type { Estimate } from './statistics.ts';
import type { Workload } from './workloads.ts';

/** The largest CPU per request that we allow ourselves, as a ratio to the plain app. */
interface Limits {
  readonly middleware: number;
  readonly register: number;
}

const onContextFrames: Partial<Record<Workload, Limits>> = {
  hello: { middleware: 1.08, register: 1.1 },
  awaits: { middleware: 1.04, register: 1.05 },
  work: { middleware: 1.01, register: 1.01 },
};
/** Express itself takes longer, so the same microseconds are less of it. node:http does so little that none is set. */
const helloOf: Readonly<Record<string, Limits | undefined>> = {
  express: { middleware: 1.04, register: 1.05 },
  http: undefined,
};
/** On other Nodes: above the floor that was measured there. */
const aboveFloor = 0.03;
/** How far the interval may reach above a limit. */
const intervalSlack = 0.015;

/** A row's limit; `undefined` where there is none. */
export function limitOf(
  major: number,
  framework: string,
  workload: Workload,
  variant: string,
  cell: readonly Figures[],
): number | undefined {
  if (variant !== 'middleware' && variant !== 'register') return undefined;
  if (major !== 24) {
    const floor = cell.find((figures) => figures.variant === 'sampler')?.cpuRatio.median;
    return floor === undefined ? undefined : floor + aboveFloor;
  }
  const limits =
    workload === 'hello' && framework in helloOf ? helloOf[framework] : onContextFrames[workload];
  return limits?.[variant];
}

export function isWithin(limit: number, { median, high }: Estimate): boolean {
  return median <= limit && high <= limit + intervalSlack;
}
