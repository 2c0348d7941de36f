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

/** One operation instead of all of a place, as long as their mean, or as the first where they ran at the same time. */
export function ifDoneOnce(site: string): Savings {
  return (trace) => {
    const { micros, parallelMicros, operations, hiddenMicros } = waitsAt(trace, site);
    if (operations < 2) return 0;
    const isParallel = parallelMicros > micros;
    const once = Math.min((micros + parallelMicros) / operations, isParallel ? firstOf() : micros);
    const saved = micros - Math.max(Math.min(micros, once), Math.min(micros, hiddenMicros));
    // What comes between two of them is mostly the library's work on one and on the next. The app's own may be there, too.
    const steps = isParallel ? stepsBefore(trace, site, workKinds) : stepsBetween(trace, site);
    const queued = sumOf(steps.filter(({ kind }) => kind === 'queued'));
    const work = Math.min(sumOf(steps) - queued, Math.max(micros, operations * mostLibraryMicros));
    return saved + ((work + queued) * (operations - 1)) / operations;

    // Operations at the same time queue behind each other, wherever they go, so that their mean is far more than one takes
    // alone. The first to come has waited least. It was under way already while the others were begun; if it came
    // meanwhile, no wait shows it.
    function firstOf(): number {
      const at = trace.steps.findIndex((step) => isWaitAt(trace, step, site));
      const begun = stepsBefore({ ...trace, steps: trace.steps.slice(0, at + 1) }, site, workKinds);
      const firstMicros = Math.max(trace.steps[at]?.micros ?? 0, micros / operations);
      return firstMicros + (sumOf(begun) * (operations - 1)) / operations;
    }
  };
}

/** Enough threads in libuv's pool for the jobs of a place. */
export function ifThreadsWereFree(site: string): Savings {
  return ({ waits }) => waits.reduce((sum, wait) => (isAt(wait, site) ? sum + wait.threadMicros : sum), 0);
}

/** Jobs of a place that compute for this share of their time: so do those of the same route before them in the pool. */
export function ifThreadWorkTook(share: number, site: string): Savings {
  return (trace) => {
    const { method, route } = trace;
    const queued = stepsBefore(trace, site, ['queued']).filter(({ by }) => {
      const behind = trace.blame[by];
      return behind?.method === method && behind.route === route;
    });
    return ifWaitTook(share, site)(trace) + (1 - share) * sumOf(queued);
  };
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

/** A library's own work on one operation: 0.1 to 0.4 ms were measured of pg and of files. More is taken for the app's. */
const mostLibraryMicros = 500;
const workKinds = ['own', 'gc', 'queued'] as const;

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

/** Steps of these kinds that lead to a wait of the place, since the last of another kind. */
function stepsBefore(trace: Trace, site: string, kinds: readonly TraceStep['kind'][]): TraceStep[] {
  const before: TraceStep[] = [];
  let since: TraceStep[] = [];
  for (const step of trace.steps) {
    if (kinds.includes(step.kind)) since.push(step);
    else {
      if (isWaitAt(trace, step, site)) before.push(...since);
      since = [];
    }
  }
  return before;
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
