import type { Framework } from './frameworks.ts';
import type { Comparison } from './measure/compare.ts';
import type { Workload } from './workloads.ts';

const onContextFrames: Partial<Record<Workload, number>> = { hello: 1.05, awaits: 1.06, work: 1.01 };

/**
 * Without AsyncContextFrame, Node itself makes following requests expensive, so only the cost on top of that counts.
 */
export function isMeasuredByAls(major: number): boolean {
  return major < 24;
}

/** The largest CPU per request that we aim for, as a ratio to the plain app; `undefined` without an aim. */
export function aimOf(
  major: number,
  comparisons: readonly Comparison[],
  framework: Framework,
  workload: Workload,
) {
  const promised = onContextFrames[workload];
  if (promised === undefined || !isMeasuredByAls(major)) return promised;
  const als = comparisons
    .find((one) => one.framework === framework && one.workload === workload)
    ?.costs.get('als')?.cpuRatio.median;
  return als === undefined ? undefined : als + 0.05;
}
