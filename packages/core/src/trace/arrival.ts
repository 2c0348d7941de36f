import type { Scope } from '../sample/scope.ts';
import type { ConnectionUse } from './connection-use.ts';
import { describe, type FindPeer } from './describe-wait.ts';
import type { LoopCallback, LoopLog, LoopStretch } from './loop-log.ts';
import type { Operation } from './operation.ts';
import type { Arrival, BegunOperation, Made, RequestTrace, Traced } from './request-trace.ts';

/** A promise that a traced request awaits was resolved: when, by whose code, and in which callback of the loop. */
export interface Resolved {
  readonly atMicros: number;
  readonly scope: Scope | undefined;
  readonly callback: LoopCallback | undefined;
  /** Whether the code went on after an `await` itself: then it was a request's own code, not a library's delivery. */
  readonly isContinuation: boolean;
}

/** Where it is known from. */
export interface ArrivalSources {
  readonly log: LoopLog;
  readonly findPeer: FindPeer;
  readonly connections: ConnectionUse;
}

/** From, and to, in microseconds. */
type Bounds = readonly [least: number, most: number];

/** What the request's code goes on with. */
export interface Entry {
  readonly nowMicros: number;
  /** The resource whose callback runs, if the request made it. */
  readonly made: Made | undefined;
  /** How its promise was resolved. */
  readonly resolved: Resolved | undefined;
  /** Whose code has called it, when it does not come from the loop itself. */
  readonly outer: Scope | undefined;
  /** Its own code had called the other's, which has returned. */
  readonly isReturn: boolean;
  /** What a library has answered, when that is how it comes. */
  readonly answer?: BegunOperation | undefined;
}

const lock: Operation = { kind: 'lock', library: '', operation: '', target: '' };

/**
 * Explains why a request goes on now and not before.
 *
 * What it waited for may be a callback of the loop (a socket, a timer, a file), or the code of another request (a lock, a
 * pool). A callback came when the loop's poll ended, if the poll has waited. Otherwise it came at some moment since the
 * poll before, and its mean is taken. From then on it was queued behind whatever ran on the loop.
 */
export function arrivalOf(
  trace: RequestTrace,
  { nowMicros, made, resolved, outer, isReturn, answer }: Entry,
  { log, findPeer, connections }: ArrivalSources,
): Arrival {
  const fromMicros = trace.lastOwn?.toMicros ?? trace.beganMicros;
  const arrive = (
    what: Operation | undefined,
    startMicros: number,
    [leastReadyMicros, mostReadyMicros]: Bounds,
    ...queued: readonly Bounds[]
  ): Arrival => ({
    fromMicros,
    toMicros: nowMicros,
    startMicros,
    what,
    made,
    job: undefined,
    answer,
    heldMicros: 0,
    delivery: undefined,
    leastReadyMicros,
    mostReadyMicros,
    queued: queued.flatMap(([from, to]): LoopStretch[] => (from < to ? log.between(from, to) : [])),
    continuations: [],
  });
  const arriveAt = (what: Operation | undefined, startMicros: number, readyMicros: number): Arrival =>
    arrive(what, startMicros, [readyMicros, readyMicros], [readyMicros, nowMicros]);
  const startMicros = made === undefined ? fromMicros : Math.max(made.atMicros, made.firedMicros);
  // Within one callback of the loop nothing new can come: others of its continuations ran in between.
  const isSameCallback = trace.lastCallback === log.callback;
  if (isReturn || (isSameCallback && (releaserOf(resolved, outer) ?? trace.scope) === trace.scope))
    return arriveAt(undefined, fromMicros, fromMicros);
  // It was ready at once: a microtask, a tick, or an immediate.
  if (made !== undefined && isReadyAtOnce(made.type))
    return arriveAt(undefined, fromMicros, Math.max(made.atMicros, fromMicros));
  if (resolved !== undefined && resolved.atMicros <= fromMicros)
    return arriveAt(undefined, fromMicros, fromMicros);
  // What it follows had been resolved before it followed it.
  if (made?.type === 'PROMISE' && resolved === undefined && trace.made.has(made.trigger))
    return arriveAt(undefined, fromMicros, Math.max(made.atMicros, fromMicros));
  const callback = resolved?.callback ?? log.callback;
  const releaser = releaserOf(resolved, outer);
  if (releaser !== undefined && releaser !== trace.scope && !isDelivery())
    return arriveAt(lock, startMicros, resolved?.atMicros ?? nowMicros);
  if (callback === undefined) return arriveAt(undefined, startMicros, nowMicros);
  const source = trace.made.get(callback.asyncId);
  const said = describe(callback, source, findPeer);
  // The rest of the request's message has come with its beginning, and Node runs what is due only after that.
  const isSameMessage = said.kind === 'client' && callback.turn === trace.lastCallback?.turn;
  const what = isSameMessage ? undefined : said;
  const ready = readyBetween(callback, source, source === undefined ? startMicros : source.atMicros);
  const arrival = arrive(
    what,
    source === undefined || source === made ? startMicros : Math.max(source.atMicros, source.firedMicros),
    ready,
    [ready[0], callback.fromMicros],
    [resolved?.atMicros ?? callback.fromMicros, nowMicros],
  );
  const heldMicros = connections.heldUntil(callback.asyncId, trace, callback.fromMicros);
  return { ...arrival, job: source?.job, heldMicros, delivery: what && deliveryBy(callback) };

  /** Hooks are called for all that a library does there, before the request's own code goes on. */
  function deliveryBy(callback: LoopCallback): Traced {
    return {
      fromMicros: Math.max(callback.fromMicros, fromMicros),
      toMicros: nowMicros,
      tracingMicros: log.costMicros - Math.max(callback.costMicros, trace.costMicros),
    };
  }

  /** The shared connection of a library belongs to the request that happened to open it, and only delivers. */
  function isDelivery(): boolean {
    if (callback === undefined || callback.scope !== releaser || resolved?.isContinuation) return false;
    return describe(callback, undefined, findPeer).target !== '';
  }
}

/** Whose code made the request go on. */
function releaserOf(resolved: Resolved | undefined, outer: Scope | undefined): Scope | undefined {
  return resolved?.scope ?? outer;
}

const atOnce = new Set(['TickObject', 'Microtask', 'Immediate']);

function isReadyAtOnce(type: string): boolean {
  return atOnce.has(type);
}

/** When the event of a callback had come, as far as it is known. */
function readyBetween(
  { turn, fromMicros: calledMicros }: LoopCallback,
  source: Made | undefined,
  startMicros: number,
): Bounds {
  const { polledMicros, previousMicros, waited } = turn;
  const at = (micros: number): Bounds => [Math.min(micros, calledMicros), Math.min(micros, calledMicros)];
  if (source !== undefined && source.dueMicros > 0)
    return at(waited ? Math.max(source.dueMicros, polledMicros) : source.dueMicros);
  if (waited) return at(polledMicros);
  return [Math.min(Math.max(previousMicros, startMicros), polledMicros), polledMicros];
}
