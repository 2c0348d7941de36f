import type { Scope } from '../sample/scope.ts';
import { describe, type FindPeer } from './describe-wait.ts';
import type { LoopCallback, LoopLog, LoopStretch } from './loop-log.ts';
import type { Operation } from './operation.ts';
import type { Arrival, Made, RequestTrace } from './request-trace.ts';

/** A promise that a traced request awaits was resolved: when, by whose code, and in which callback of the loop. */
export interface Resolved {
  readonly atMicros: number;
  readonly scope: Scope | undefined;
  readonly callback: LoopCallback | undefined;
  /** Whether the code went on after an `await` itself: then it was a request's own code, not a library's delivery. */
  readonly isContinuation: boolean;
}

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
  { nowMicros, made, resolved, outer, isReturn }: Entry,
  log: LoopLog,
  findPeer: FindPeer,
): Arrival {
  const fromMicros = trace.lastOwn?.toMicros ?? trace.beganMicros;
  const arrive = (
    what: Operation | undefined,
    startMicros: number,
    ...queued: readonly (readonly [from: number, to: number])[]
  ): Arrival => ({
    fromMicros,
    toMicros: nowMicros,
    startMicros,
    what,
    made,
    job: undefined,
    queued: queued.flatMap(([from, to]): LoopStretch[] =>
      Math.max(from, fromMicros) < to ? log.between(Math.max(from, fromMicros), to) : [],
    ),
    continuations: [],
  });
  const startMicros = made === undefined ? fromMicros : Math.max(made.atMicros, made.firedMicros);
  // Within one callback of the loop nothing new can come: others of its continuations ran in between.
  const isSameCallback = trace.lastCallback === log.callback;
  if (isReturn || (isSameCallback && (releaserOf(resolved, outer) ?? trace.scope) === trace.scope))
    return arrive(undefined, fromMicros, [fromMicros, nowMicros]);
  // It was ready at once: a microtask, a tick, or an immediate.
  if (made !== undefined && isReadyAtOnce(made.type))
    return arrive(undefined, fromMicros, [made.atMicros, nowMicros]);
  if (resolved !== undefined && resolved.atMicros <= fromMicros)
    return arrive(undefined, fromMicros, [resolved.atMicros, nowMicros]);
  const callback = resolved?.callback ?? log.callback;
  const releaser = releaserOf(resolved, outer);
  if (releaser !== undefined && releaser !== trace.scope && !isDelivery())
    return arrive(lock, startMicros, [resolved?.atMicros ?? nowMicros, nowMicros]);
  if (callback === undefined) return arrive(undefined, startMicros);
  const source = trace.made.get(callback.asyncId);
  const what = describe(callback, source, findPeer);
  const readyMicros = readyAt(
    callback,
    source,
    source === undefined ? startMicros : source.atMicros,
    fromMicros,
  );
  const arrival = arrive(
    what,
    source === undefined || source === made ? startMicros : Math.max(source.atMicros, source.firedMicros),
    [readyMicros, callback.fromMicros],
    [resolved?.atMicros ?? callback.fromMicros, nowMicros],
  );
  return source?.job === undefined ? arrival : { ...arrival, job: source.job };

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

/** When the event of a callback had come. */
function readyAt(
  { turn, fromMicros: calledMicros }: LoopCallback,
  source: Made | undefined,
  startMicros: number,
  fromMicros: number,
): number {
  const { polledMicros, previousMicros, waited } = turn;
  if (source !== undefined && source.dueMicros > 0) {
    const dueMicros = Math.max(source.dueMicros, waited ? polledMicros : previousMicros);
    return Math.min(Math.max(dueMicros, fromMicros), calledMicros);
  }
  if (waited) return Math.min(polledMicros, calledMicros);
  // Any moment of the turn before is as likely, from the operation's start on. Only what comes after the own work ended
  // is time in the queue: this is the mean of it.
  const least = Math.min(Math.max(previousMicros, startMicros), polledMicros);
  const span = polledMicros - least;
  if (span <= 0) return polledMicros;
  const own = Math.min(Math.max(0, fromMicros - least), span);
  const rest = span - own;
  return polledMicros - (own * rest + (rest * rest) / 2) / span;
}
