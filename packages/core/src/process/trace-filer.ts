import { performance } from '../clock.ts';
import { explainSteps } from '../profile/explain-trace.ts';
import { joinInSteps } from '../profile/join-steps.ts';
import { createServiceTimes } from '../profile/service-times.ts';
import { mostSteps, type Trace } from '../profile/trace.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';
import { untracedMicros } from '../trace/before-node.ts';
import type { GcPause } from '../trace/gc-pauses.ts';
import type { LoopSamples } from '../trace/loop-samples.ts';
import type { Arrival, RequestTrace } from '../trace/request-trace.ts';
import { bucketOf, createNameWork } from './work-names.ts';

export interface TraceFilerOptions {
  readonly instance: string;
  readonly routes: () => readonly RouteEntry[];
  readonly pauses: () => readonly GcPause[];
  readonly samples: LoopSamples;
  /** @param kept The same with fewer steps, as windows keep it. */
  readonly file: (bucket: number, trace: Trace, kept: Trace) => void;
}

/** Explains traces once it is known which routes delayed them. */
export interface TraceFiler {
  add(trace: RequestTrace): void;
  /**
   * Explains traces that are ready, for about a millisecond, or all at once when no later call will come. False when it
   * has to go on soon.
   */
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
const sliceMillis = 1;
/** Beyond this, slices are longer, as many times as there are more: each trace takes some 20 kB until it is explained. */
const mostWaiting = 300;

/** A trace that has ended. */
interface Ended {
  readonly trace: RequestTrace;
  /** How many of its arrivals, from the first on, were only delayed by requests whose routes are known. */
  known: number;
}

export function createTraceFiler({ instance, routes, pauses, samples, file }: TraceFilerOptions): TraceFiler {
  const serviceTimes = createServiceTimes();
  const nameOf = createNameWork(routes);
  let waiting: Ended[] = [];
  /** What is being explained, over several turns of the loop. */
  let work: Generator<void, void> | undefined;
  return {
    add(trace) {
      waiting.push({ trace, known: 0 });
    },
    file(nowMicros, all = false) {
      const millis = sliceMillis * Math.max(1, waiting.length / mostWaiting);
      const untilMicros = all ? Number.POSITIVE_INFINITY : nowMicros + millis * 1000;
      /** Each is looked at once, and those that are not ready come after those that were not looked at. */
      for (let unseen = waiting.length; ; ) {
        if (work !== undefined && !goOn(work, untilMicros)) return false;
        if (unseen === 0) return true;
        unseen--;
        const next = waiting.shift() as Ended;
        if (all || isReady(next, nowMicros)) work = fileSteps(next.trace);
        else waiting.push(next);
        if (performance.now() * 1000 >= untilMicros) return unseen === 0 && work === undefined;
      }
    },
    waiting: () => waiting.length + (work === undefined ? 0 : 1),
    clear() {
      waiting = [];
      work = undefined;
    },
  };

  /** False when time was up before all steps were done. */
  function goOn(steps: Generator<void, void>, untilMicros: number): boolean {
    // Whatever comes of it: one that fails would fail again, and the app may end the process when it is asked for a route.
    work = undefined;
    while (!steps.next().done) {
      if (performance.now() * 1000 < untilMicros) continue;
      work = steps;
      return false;
    }
    return true;
  }

  function isReady(ended: Ended, nowMicros: number): boolean {
    const age = nowMicros - ended.trace.endedMicros;
    if (age > longestWaitMicros) return true;
    return age > shortestWaitMicros && !waitsForOthers(ended) && !waitsForSamples(ended.trace);
  }

  function waitsForSamples({ before, beganMicros }: RequestTrace): boolean {
    if (before === undefined || samples.untilMicros >= beganMicros) return false;
    return untracedMicros(before, beganMicros) > shortestSampledMicros;
  }

  function* fileSteps(trace: RequestTrace): Generator<void, void> {
    const bucket = bucketOf(trace.scope, trace.beganMicros + epochMicros);
    // Not a request of any route: it was for the report, or it was left out.
    if (bucket < 0) return;
    const context = { instance, pauses: pauses(), samples, nameOf, serviceTimes };
    const explained = yield* explainSteps(trace, context);
    file(bucket, explained, { ...explained, steps: yield* joinInSteps(explained.steps, mostSteps) });
  }
}

function waitsForOthers(ended: Ended): boolean {
  const { before, arrivals } = ended.trace;
  const { known, begun } = before ?? { known: [], begun: [] };
  if ([...known, ...begun].some(({ scope }) => isOpen(scope))) return true;
  for (; ended.known < arrivals.length; ended.known++) {
    const { queued, job } = arrivals[ended.known] as Arrival;
    if (queued.some(({ scope }) => isOpen(scope)) || [...(job?.behind.keys() ?? [])].some(isOpen))
      return true;
  }
  return false;
}

function isOpen(scope: Scope | undefined): boolean {
  return scope?.open !== undefined;
}
