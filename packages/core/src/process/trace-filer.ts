import { performance } from '../clock.ts';
import { explainTrace } from '../profile/explain-trace.ts';
import { createServiceTimes } from '../profile/service-times.ts';
import type { Trace } from '../profile/trace.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';
import { untracedMicros } from '../trace/before-node.ts';
import type { GcPause } from '../trace/gc-pauses.ts';
import type { LoopSamples } from '../trace/loop-samples.ts';
import type { RequestTrace } from '../trace/request-trace.ts';
import { bucketOf, createNameWork } from './work-names.ts';

export interface TraceFilerOptions {
  readonly instance: string;
  readonly routes: () => readonly RouteEntry[];
  readonly pauses: () => readonly GcPause[];
  readonly samples: LoopSamples;
  readonly file: (bucket: number, trace: Trace) => void;
}

/** Explains traces once it is known which routes delayed them. */
export interface TraceFiler {
  add(trace: RequestTrace): void;
  /** Files some of the traces that are ready, or all when no later call will come. False when some are left. */
  file(nowMicros: number, all?: boolean): boolean;
  /** How many are not filed yet. */
  waiting(): number;
  clear(): void;
}

/** Node reports a pause of garbage collection a turn of the loop after it. */
const shortestWaitMicros = 20_000;
/** A shorter time has too few samples to tell who had the loop. */
const shortestSampledMicros = 10_000;
/** After this long, requests that are still open are blamed under their current route. */
const longestWaitMicros = 2_000_000;
/** Explaining does not hold the event loop for longer than this at a time. */
const sliceMillis = 2;
/** Beyond this, the app must wait for it: each takes some 20 kB until it is explained. */
const mostWaiting = 300;

export function createTraceFiler({ instance, routes, pauses, samples, file }: TraceFilerOptions): TraceFiler {
  const serviceTimes = createServiceTimes();
  const nameOf = createNameWork(routes);
  let waiting: RequestTrace[] = [];
  return {
    add(trace) {
      waiting.push(trace);
    },
    file(nowMicros, all = false) {
      const untilMicros =
        all || waiting.length > mostWaiting ? Number.POSITIVE_INFINITY : nowMicros + sliceMillis * 1000;
      const left: RequestTrace[] = [];
      let isComplete = true;
      for (const trace of waiting) {
        const age = nowMicros - trace.endedMicros;
        const isReady =
          age > longestWaitMicros ||
          (age > shortestWaitMicros && !waitsForOthers(trace) && !waitsForSamples(trace));
        if (!all && !isReady) left.push(trace);
        else if (performance.now() * 1000 < untilMicros) fileOne(trace);
        else {
          isComplete = false;
          left.push(trace);
        }
      }
      waiting = left;
      return isComplete;
    },
    waiting: () => waiting.length,
    clear() {
      waiting = [];
    },
  };

  function waitsForSamples({ before, beganMicros }: RequestTrace): boolean {
    if (before === undefined || samples.untilMicros >= beganMicros) return false;
    return untracedMicros(before, beganMicros) > shortestSampledMicros;
  }

  function fileOne(trace: RequestTrace): void {
    const bucket = bucketOf(trace.scope, trace.beganMicros + epochMicros);
    // Not a request of any route: it was for the report, or it was left out.
    if (bucket < 0) return;
    file(bucket, explainTrace(trace, { instance, pauses: pauses(), samples, nameOf, serviceTimes }));
  }
}

function waitsForOthers(trace: RequestTrace): boolean {
  const isOpen = (scope: Scope | undefined): boolean => scope?.open !== undefined;
  const { known, begun } = trace.before ?? { known: [], begun: [] };
  return (
    [...known, ...begun].some(({ scope }) => isOpen(scope)) ||
    trace.arrivals.some(
      ({ queued, job }) =>
        queued.some(({ scope }) => isOpen(scope)) || [...(job?.behind.keys() ?? [])].some(isOpen),
    )
  );
}
