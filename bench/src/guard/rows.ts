import { type Framework, frameworks } from '../frameworks.ts';
import type { Workload } from '../workloads.ts';

/** What is counted in one process. */
export interface GuardRow {
  readonly framework: Framework;
  readonly workload: Workload;
  readonly variant: string;
  /** With one more closure for each request. */
  readonly closure: boolean;
}

const profiled = ['middleware', 'register'] as const;

/** The rows of the quick run have hello world only: the other workloads pay the same for a request, and take longer. */
export function rowsOf(workloads: readonly Workload[], only: readonly Framework[] = frameworks): GuardRow[] {
  return only.flatMap((framework) =>
    workloads.flatMap((workload) =>
      ['plain', ...profiled].map((variant) => ({ framework, workload, variant, closure: false })),
    ),
  );
}

/** What the guard must object to: it is the proof of each run that the guard sees anything. */
export function closureRows(only: readonly Framework[] = frameworks): GuardRow[] {
  return only.map((framework) => ({ framework, workload: 'hello', variant: 'middleware', closure: true }));
}

/** `fastify hello middleware`, as figures are stored. */
export function nameOf({ framework, workload, variant }: GuardRow): string {
  return `${framework} ${workload} ${variant}`;
}
