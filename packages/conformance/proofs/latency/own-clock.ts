/**
 * The app's own account of where each request's time went, by the clock that all processes of a machine share. The
 * profiler knows nothing of it.
 */
export interface RouteAccount {
  requests: number;
  totalMicros: number;
  /** From the start of each operation until it was done, by whoever did it. */
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

export const nowMicros = (): number => Number(process.hrtime.bigint()) / 1000;

const accounts: Record<string, RouteAccount> = {};
let bursts: Burst[] = [];

export function accountOf(route: string): RouteAccount {
  accounts[route] ??= { requests: 0, totalMicros: 0, waitMicros: 0, queuedMicros: 0, behind: {} };
  return accounts[route];
}

export function allAccounts(): Readonly<Record<string, RouteAccount>> {
  return accounts;
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
  const account = accountOf(route);
  const done = Math.min(Math.max(doneMicros, fromMicros), untilMicros);
  account.waitMicros += done - fromMicros;
  account.queuedMicros += untilMicros - done;
  for (const burst of bursts) {
    const micros = Math.min(untilMicros, burst.toMicros) - Math.max(done, burst.fromMicros);
    if (micros > 0) account.behind[burst.route] = (account.behind[burst.route] ?? 0) + micros;
  }
}
