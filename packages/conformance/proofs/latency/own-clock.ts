import type { EventEmitter } from 'node:events';
import type { RequestHandler } from 'express';
import { beginRequest, endRequest, type RequestCode, runAs, runningCode } from './request-code.ts';

/**
 * The app's own account of where each request's time went, by the clock that all processes of a machine share. The
 * profiler knows nothing of it.
 */
export interface RouteAccount {
  requests: number;
  /** Without the tracing hooks that its code calls, which the report leaves out, too. */
  totalMicros: number;
  /** From the start of each operation until it was done, by whoever did it, as far as no code of the request ran. */
  waitMicros: number;
  /** From then on until the code of the request went on. */
  queuedMicros: number;
  /** By the route whose busy loop had the event loop meanwhile. */
  readonly behind: Record<string, number>;
}

interface Burst {
  readonly route: string;
  readonly fromMicros: number;
  readonly toMicros: number;
}

export const nowMicros = (): number => performance.now() * 1000;

/** For moments that other processes tell by `process.hrtime`. */
const originMicros = Number(process.hrtime.bigint()) / 1000 - nowMicros();
export const ofMonotonic = (micros: number): number => micros - originMicros;

/** For moments that databases tell, in the system's microseconds since 1970. */
const epochMicros = atNextMilli();
export const ofEpoch = (micros: number): number => micros - epochMicros;

/** The system's clock tells whole milliseconds, so it is read when the next one begins. */
function atNextMilli(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now * 1000 - nowMicros();
}

const accounts: Record<string, RouteAccount> = {};
let bursts: Burst[] = [];

function accountOf(route: string): RouteAccount {
  accounts[route] ??= { requests: 0, totalMicros: 0, waitMicros: 0, queuedMicros: 0, behind: {} };
  return accounts[route];
}

export function allAccounts(): Readonly<Record<string, RouteAccount>> {
  return accounts;
}

/** Accounts for the requests of all routes behind it. */
export const accounting: RequestHandler = (request, response, next) => {
  const { path } = request;
  const fromMicros = nowMicros();
  const code = beginRequest();
  const end = (): void => {
    const untilMicros = nowMicros();
    const mine = accountOf(path);
    mine.requests++;
    mine.totalMicros += untilMicros - fromMicros - code.hooks.between(fromMicros, untilMicros);
    endRequest();
  };
  // Whatever hears them is the request's code, although Node calls it in the connection's context.
  aroundEvents(request, (_event, emit) => runAs(code, emit));
  aroundEvents(response, (event, emit) => {
    // Before the profiler ends its recording, which is not the request's work.
    if (event === 'finish') end();
    return runAs(code, emit);
  });
  runAs(code, next);
};

function aroundEvents(
  emitter: EventEmitter,
  around: (event: string | symbol, emit: () => boolean) => boolean,
): void {
  const { emit } = emitter;
  emitter.emit = (...event: Parameters<typeof emit>) => around(event[0], () => emit.apply(emitter, event));
}

/** Keeps the event loop busy. */
export function burn(route: string, millis: number): void {
  const fromMicros = nowMicros();
  const until = fromMicros + millis * 1000;
  let toMicros = fromMicros;
  while (toMicros < until) toMicros = nowMicros();
  bursts.push({ route, fromMicros, toMicros });
  if (bursts.length > 4_000) bursts = bursts.slice(2_000);
}

/** A wait is over: for an operation that was started at one moment and done at another. Its code goes on now. */
export function waited(route: string, fromMicros: number, doneMicros: number): void {
  const untilMicros = nowMicros();
  const mine = accountOf(route);
  const code = runningCode(untilMicros);
  const done = Math.min(Math.max(doneMicros, fromMicros), untilMicros);
  mine.waitMicros += idle(code, fromMicros, done);
  mine.queuedMicros += idle(code, done, untilMicros);
  for (const burst of bursts) {
    const micros = Math.min(untilMicros, burst.toMicros) - Math.max(done, burst.fromMicros);
    if (micros > 0) mine.behind[burst.route] = (mine.behind[burst.route] ?? 0) + micros;
  }
}

/** To start an operation and to read its answer is own work, whether or not another one is under way. */
function idle({ running }: RequestCode, fromMicros: number, toMicros: number): number {
  return toMicros - fromMicros - running.between(fromMicros, toMicros);
}
