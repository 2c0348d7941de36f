import { atOnce } from '../in-turns.ts';
import type { Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';
import { appFrame, createFrameReader } from '../trace/await-stack.ts';
import type { GcPause } from '../trace/gc-pauses.ts';
import { clipped } from '../trace/loop-stretches.ts';
import type { Operation } from '../trace/operation.ts';
import { threadWaitOf } from '../trace/pool-jobs.ts';
import { type OwnWork, type RequestTrace, type Traced, tracingOf } from '../trace/request-trace.ts';
import { BlameList } from './blame-list.ts';
import { criticalPath, type PathPart } from './critical-path.ts';
import { delayBeforeNode, type Surroundings } from './delay-before-node.ts';
import type { LocatedArrival } from './locate-arrival.ts';
import type { ServiceTimes } from './service-times.ts';
import { splitByGc } from './split-by-gc.ts';
import type { RouteName, Trace, TraceStep } from './trace.ts';
import { WaitList } from './wait-list.ts';

export interface ExplainContext extends Surroundings {
  readonly instance: string;
  /** The route whose scope had the loop at a moment, in epoch microseconds. */
  nameOf(scope: Scope | undefined, atMicros: number): RouteName;
  /** Learned from earlier traces. */
  readonly serviceTimes: ServiceTimes;
}

type Blamed = Scope | undefined | typeof gc;
const gc = Symbol('gc');
const gcName: RouteName = { method: '', route: '(gc)' };

interface RawStep {
  readonly kind: TraceStep['kind'];
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly wait: LocatedArrival | undefined;
  readonly by: Blamed;
}

/** Does all of `explainSteps` in one turn. */
export function explainTrace(trace: RequestTrace, context: ExplainContext): Trace {
  return atOnce(explainSteps(trace, context));
}

/**
 * Turns what was noted about a request into its parts. They are whole microseconds, and add up to its latency. Yields so
 * that the event loop can have a turn: a trace may have 50,000 events.
 */
export function* explainSteps(trace: RequestTrace, context: ExplainContext): Generator<void, Trace> {
  const { beganMicros, endedMicros, start } = trace;
  const read = createFrameReader();
  const { parts, parallel } = yield* criticalPath(trace, read);
  const raw: RawStep[] = [];
  for (const own of trace.own) {
    raw.push(...ownSteps(own, context.pauses));
    yield;
  }
  for (const part of parts) {
    raw.push(...gapSteps(part, context.pauses, readyAt(part.by, context.serviceTimes)));
    yield;
  }
  raw.sort((a, b) => a.fromMicros - b.fromMicros);
  const waits = new WaitList();
  const blame = new BlameList();
  const steps: TraceStep[] = [];
  let at = 0;
  const sinceBegin = withoutTracing(trace);
  const totalMicros = Math.round(endedMicros - beganMicros - trace.tracingMicros);
  for (const step of raw) {
    yield;
    const to = Math.min(totalMicros, Math.max(at, Math.round(sinceBegin(step.toMicros))));
    const micros = to - at;
    if (micros === 0) continue;
    const wait = step.wait === undefined ? -1 : waits.add(step.wait, micros);
    const by = step.kind === 'queued' ? blame.addQueued(nameOf(step.by, step.fromMicros), micros) : -1;
    const last = steps.at(-1);
    if (last !== undefined && last.kind === step.kind && last.wait === wait && last.by === by) {
      steps[steps.length - 1] = { ...last, micros: last.micros + micros };
    } else steps.push({ kind: step.kind, startMicros: at, micros, wait, by });
    at = to;
  }
  // After the steps, so that waits are in the order of time.
  for (const { by, isItsEnd } of parts) {
    if (isItsEnd) addStarted(by, waits);
    yield;
  }
  for (const { by, micros } of parallel) {
    waits.addParallel(by, Math.round(micros));
    yield;
  }
  // Calls that block take no time but own work.
  for (const [i, { operation: said, stack: captured }] of trace.calls.entries()) {
    const stack = read(captured);
    waits.add({ arrival: { what: said }, stack, site: appFrame(stack), operation: i, said }, 0);
    yield;
  }
  const sumOf = (kind: TraceStep['kind']): number =>
    steps.reduce((sum, step) => (step.kind === kind ? sum + step.micros : sum), 0);
  const cpuMicros = sumOf('own');
  const before = trace.before && delayBeforeNode(trace.before, beganMicros, context);
  return {
    id: `${context.instance}-${start.number}`,
    atMicros: Math.round(beganMicros + epochMicros),
    ...nameOf(trace.scope, beganMicros),
    status: trace.status,
    weightMilli: start.weightMilli,
    isForced: start.mayForce !== false,
    isCut: trace.isCut,
    cpuMicros,
    onCpuMicros: Math.min(cpuMicros, onCpu(trace)),
    gcMicros: sumOf('gc'),
    queuedMicros: sumOf('queued'),
    waitMicros: sumOf('wait'),
    totalMicros: at,
    tracingMicros: Math.round(trace.tracingMicros),
    beforeNodeMicros: addBeforeNode(),
    beforeNodeMaxMicros: Math.round(before?.maxMicros ?? 0),
    isArrivalKnown: before !== undefined,
    waits: waits.list,
    blame: blame.list,
    steps,
  };

  /** Whole microseconds that add up, with those who had the loop. */
  function addBeforeNode(): number {
    let [micros, sum] = [0, 0];
    for (const part of before?.parts ?? []) {
      sum += part.micros;
      const more = Math.round(sum) - micros;
      if (more > 0) blame.addBeforeNode(nameOf(part.isGc ? gc : part.scope, part.fromMicros), more);
      micros += more;
    }
    return micros;
  }

  function nameOf(by: Blamed, micros: number): RouteName {
    return by === gc ? gcName : context.nameOf(by, micros + epochMicros);
  }
}

/** What has no time of its own in the steps: that it was started, and how long it waited for a thread. */
function addStarted(by: LocatedArrival, waits: WaitList): void {
  const { what, job } = by.arrival;
  // Those that had come before anybody asked for them took no time, but they were started.
  if (what !== undefined && by.site >= 0) waits.add(by, 0);
  if (job !== undefined) waits.addThread(by, Math.round(threadWaitOf(job)));
}

function onCpu({ own }: RequestTrace): number {
  let sum = 0;
  for (const one of own) {
    const micros = one.toMicros - one.fromMicros;
    sum += (Number.isNaN(one.cpuMicros) ? micros : Math.min(micros, one.cpuMicros)) - tracingOf(one);
  }
  return Math.max(0, Math.round(sum));
}

/** The time since the request began, as it would have been without tracing. Ask for moments in order. */
function withoutTracing({ beganMicros, traced: all }: RequestTrace): (micros: number) => number {
  let next = 0;
  let before = 0;
  return (micros) => {
    for (; next < all.length; next++) {
      const one = all[next] as Traced;
      if (one.toMicros > micros) break;
      before += tracingOf(one);
    }
    const open = all[next];
    if (open === undefined || micros <= open.fromMicros) return micros - beganMicros - before;
    const share = (micros - open.fromMicros) / (open.toMicros - open.fromMicros);
    return micros - beganMicros - before - share * tracingOf(open);
  };
}

function ownSteps({ fromMicros, toMicros }: OwnWork, pauses: readonly GcPause[]): RawStep[] {
  return splitByGc(fromMicros, toMicros, pauses).map((part) => ({
    kind: part.isGc ? 'gc' : 'own',
    fromMicros: part.fromMicros,
    toMicros: part.toMicros,
    wait: undefined,
    by: undefined,
  }));
}

/** Waiting until it came, then the queue. In the thread pool, the queue comes first; on a connection, those before it. */
function gapSteps(
  { fromMicros, toMicros, by, isItsEnd }: PathPart,
  pauses: readonly GcPause[],
  readyMicros: number,
): RawStep[] {
  const steps: RawStep[] = [];
  let at = fromMicros;
  const push = (
    kind: 'wait' | 'queued',
    to: number,
    wait: LocatedArrival | undefined,
    blamed: Blamed,
  ): void => {
    if (to > at) steps.push({ kind, fromMicros: at, toMicros: to, wait, by: blamed });
    at = Math.max(at, to);
  };
  const { job, queued } = by.arrival;
  // Where a library says what it does, it also says when it waits for a connection.
  const heldMicros = by.said === undefined ? by.arrival.heldMicros : 0;
  const add = (kind: 'wait' | 'queued', to: number, blamed: Blamed): void => {
    if (kind === 'wait') push('wait', Math.min(to, heldMicros), connectionOf(by), undefined);
    push(kind, to, kind === 'wait' ? by : undefined, blamed);
  };
  const stretches = clipped(queued, Math.max(readyMicros, fromMicros), toMicros);
  const lastMicros = stretches[0]?.fromMicros ?? toMicros;
  if (isItsEnd)
    for (const [scope, micros] of job?.behind ?? []) add('queued', Math.min(lastMicros, at + micros), scope);
  for (const stretch of stretches) {
    add('wait', stretch.fromMicros, undefined);
    for (const part of splitByGc(stretch.fromMicros, stretch.toMicros, pauses)) {
      add('queued', part.toMicros, part.isGc ? gc : stretch.scope);
    }
  }
  add('wait', toMicros, undefined);
  return steps;
}

/** The wait for the connection itself, which another request had. */
function connectionOf(by: LocatedArrival): LocatedArrival {
  const { target = '' } = by.arrival.what ?? {};
  const what: Operation = { kind: 'lock', target, operation: '', library: '' };
  return { ...by, arrival: { ...by.arrival, what } };
}

/** When what it waited for had come; where only bounds are known, as is likely by what others have taken there. */
function readyAt({ arrival, stack, site, startMicros }: LocatedArrival, serviceTimes: ServiceTimes): number {
  const { leastReadyMicros, mostReadyMicros, what } = arrival;
  if (what === undefined || what.kind === 'timer' || what.kind === 'lock') return leastReadyMicros;
  const frame = stack[site];
  const place = `${what.kind} ${what.target} ${frame?.file}:${frame?.line}:${frame?.column}`;
  // Since the operation's last step: when it had to connect first, how long that took says nothing of the answer.
  const sinceMicros = Math.max(startMicros, Math.min(arrival.startMicros, arrival.fromMicros));
  const least = Math.max(0, leastReadyMicros - sinceMicros);
  return sinceMicros + serviceTimes.within(place, least, Math.max(least, mostReadyMicros - sinceMicros));
}
