import { AsyncLocalStorage } from 'node:async_hooks';
import { callMicros, countHooks, type HookCall } from '../tracing-hooks.ts';
import { Spans } from './spans.ts';

// When the code of which request runs, and how much of that the tracing hooks take: by what Node tells the hooks, and by
// times taken around each. The profiler's own figures have no part in it. Import it before the profiler, whose hooks are
// wrapped here. All times are by the clock of `performance.now()`.

/** The code of one request: the app's, and that of libraries which the loop calls for it. */
export interface RequestCode {
  /** When it has the loop, with the hooks that are called meanwhile. */
  readonly running: Spans;
  /** The hooks that it calls. Others wait for these, as for all else that it does. */
  readonly hooks: Spans;
}

interface Callback {
  readonly asyncId: number;
  readonly code: RequestCode | undefined;
}

const requests = new AsyncLocalStorage<RequestCode>();
/** Those that run now, the outermost first. */
const callbacks: Callback[] = [];
let open = 0;
/** Since when the innermost has run. */
let sinceMicros = 0;
/** The id of what no hook has announced. */
const untold = -1;
/** Node's way to a hook and back, less what the clock adds to the hook's own time. */
const besideMicros = callMicros() - clockMicros();

export function beginRequest(): RequestCode {
  open++;
  return { running: new Spans(), hooks: new Spans() };
}

export function endRequest(): void {
  // Then the hooks go off, also within a callback.
  if (--open === 0) callbacks.length = 0;
}

/** Calls `fn` as code of a request, where Node does not say so by a hook. */
export function runAs<T>(code: RequestCode, fn: () => T): T {
  enter({ asyncId: untold, code }, performance.now() * 1000);
  try {
    return requests.run(code, fn);
  } finally {
    leave(untold, performance.now() * 1000);
  }
}

/** The code that calls it, as far as it has run. */
export function runningCode(nowMicros: number): RequestCode {
  const code = requests.getStore();
  if (code === undefined) throw new Error('no request runs');
  switchAt(nowMicros);
  return code;
}

countHooks(({ hook, asyncId, fromMicros, toMicros }: HookCall) => {
  const code = requests.getStore();
  const beganMicros = fromMicros - besideMicros;
  if (hook === 'before') enter({ asyncId, code }, beganMicros);
  code?.hooks.add(beganMicros, toMicros);
  if (hook === 'after') leave(asyncId, toMicros);
});

function enter(callback: Callback, nowMicros: number): void {
  switchAt(nowMicros);
  callbacks.push(callback);
}

function leave(asyncId: number, nowMicros: number): void {
  const at = callbacks.findLastIndex((callback) => callback.asyncId === asyncId);
  // It began before the hooks were on.
  if (at < 0) return;
  switchAt(nowMicros);
  callbacks.length = at;
}

/** Those that the innermost has interrupted do not run. */
function switchAt(nowMicros: number): void {
  callbacks.at(-1)?.code?.running.add(sinceMicros, nowMicros);
  sinceMicros = nowMicros;
}

/** The least of many, as others have the core at times. */
function clockMicros(): number {
  const reads = 1_000;
  const once = (): number => {
    const fromMillis = performance.now();
    for (let i = 1; i < reads; i++) performance.now();
    return ((performance.now() - fromMillis) * 1000) / reads;
  };
  return Math.min(...Array.from({ length: 200 }, once));
}
