import type { RouteName, Trace, TraceStep, TraceWait } from '../profile/trace.ts';
import { frameOf, siteKey } from '../tables/site-names.ts';
import type { Savings } from './what-if.ts';

/*
 * What a change would save in a trace. Where the trace does not tell, these say too little rather than too much: another
 * wait may have run beside the one that goes, and takes its place.
 */

/** Waits of one place, by `siteKey`, that take this share of their time; 0 for none. */
export function ifWaitTook(share: number, site: string): Savings {
  return (trace) => {
    const { micros, hiddenMicros } = waitsAt(trace, site);
    const saved = micros - Math.max(share * micros, Math.min(micros, hiddenMicros));
    return share === 0 ? saved + sumOf(stepsAfter(trace, site, ['queued'])) : saved;
  };
}

/** One operation instead of all of a place, as long as their mean. */
export function ifDoneOnce(site: string): Savings {
  return (trace) => {
    const { micros, parallelMicros, operations, hiddenMicros } = waitsAt(trace, site);
    if (operations < 2) return 0;
    const once = (micros + parallelMicros) / operations;
    const saved = micros - Math.max(Math.min(micros, once), Math.min(micros, hiddenMicros));
    // What comes between two of them is mostly the library's work on one and on the next. The app's own may be there, too:
    // so at most as much as the waiting.
    const between = Math.min(micros, sumOf(stepsBetween(trace, site)));
    return saved + (between * (operations - 1)) / operations;
  };
}

/** Enough threads in libuv's pool for the jobs of a place. */
export function ifThreadsWereFree(site: string): Savings {
  return ({ waits }) => waits.reduce((sum, wait) => (isAt(wait, site) ? sum + wait.threadMicros : sum), 0);
}

/** A route, or garbage collection or the background, that does not hold the loop when requests want it. */
export function ifNotQueuedBehind({ method, route }: RouteName, share: number = 1): Savings {
  return ({ blame }) => share * sumOf(blame.filter((one) => one.method === method && one.route === route));
}

/** Own work that takes this share of its time. */
export function ifWorkTook(share: number): Savings {
  return ({ cpuMicros }) => (1 - share) * cpuMicros;
}

export function together(...all: readonly Savings[]): Savings {
  return (trace) => all.reduce((sum, savings) => sum + savings(trace), 0);
}

interface SiteTime {
  readonly operations: number;
  readonly micros: number;
  readonly parallelMicros: number;
  /** The longest time that another wait may have been under way meanwhile. */
  readonly hiddenMicros: number;
}

function waitsAt({ waits }: Trace, site: string): SiteTime {
  const own = waits.filter((wait) => isAt(wait, site));
  const others = waits.filter((wait) => !isAt(wait, site));
  return {
    operations: own.reduce((sum, { operations }) => sum + operations, 0),
    micros: sumOf(own),
    parallelMicros: own.reduce((sum, { parallelMicros }) => sum + parallelMicros, 0),
    hiddenMicros: others.reduce((most, { parallelMicros }) => Math.max(most, parallelMicros), 0),
  };
}

function isAt(wait: TraceWait, site: string): boolean {
  return siteKey(wait, frameOf(wait)) === site;
}

/** Steps of these kinds that follow a wait of the place, up to the next of another kind. */
function stepsAfter(trace: Trace, site: string, kinds: readonly TraceStep['kind'][]): TraceStep[] {
  let follows = false;
  return trace.steps.filter((step) => {
    if (step.kind === 'wait') follows = isWaitAt(trace, step, site);
    else follows &&= kinds.includes(step.kind);
    return follows && step.kind !== 'wait';
  });
}

/** Steps between two waits of the place that follow each other. */
function stepsBetween(trace: Trace, site: string): TraceStep[] {
  const between: TraceStep[] = [];
  let since: TraceStep[] | undefined;
  for (const step of trace.steps) {
    if (step.kind !== 'wait') since?.push(step);
    else {
      const isHere = isWaitAt(trace, step, site);
      if (isHere && since !== undefined) between.push(...since);
      since = isHere ? [] : undefined;
    }
  }
  return between;
}

function isWaitAt({ waits }: Trace, step: TraceStep, site: string): boolean {
  const wait = waits[step.wait];
  return wait !== undefined && isAt(wait, site);
}

function sumOf(rows: readonly { readonly micros: number }[]): number {
  return rows.reduce((sum, { micros }) => sum + micros, 0);
}
