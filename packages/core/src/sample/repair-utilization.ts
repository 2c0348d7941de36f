import perfHooks, { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { performance as clocks } from '../clock.ts';
import { createMissedWaits, libuvIdleMillis } from './loop-idle.ts';
import { createAwakeClock } from './thread-cpu.ts';

/** Keeps the app's own event-loop utilization correct while a sampler runs. */
export interface UtilizationRepair {
  /** A batch of samples has been read: the loop has waited this long since the one before. */
  add(idleMicros: number): void;
  /** The samples since then are dropped unread. */
  skip(): void;
  /** Puts Node's own functions back. */
  stop(): void;
}

type Utilization = typeof performance.eventLoopUtilization;

/** How much waiting libuv has forgotten, in milliseconds. Stays when the sampler stops: see `eventLoopUtilization`. */
let missedMillis: () => number = () => 0;
const original: Utilization | undefined = performance.eventLoopUtilization;

/** Code may keep a reference to this function, so it stays right after the sampler stops, and while another one runs. */
function eventLoopUtilization(
  util1?: EventLoopUtilization,
  util2?: EventLoopUtilization,
): EventLoopUtilization {
  const node = original as Utilization;
  if (util2) return node.call(performance, util1, util2);
  const forgotten = node.call(performance);
  // The loop has not started yet.
  if (forgotten.idle + forgotten.active === 0) return forgotten;
  const missed = missedMillis();
  const idle = forgotten.idle + missed - (util1?.idle ?? 0);
  const active = forgotten.active - missed - (util1?.active ?? 0);
  return { idle, active, utilization: active / (idle + active) };
}

/**
 * A sampler's signals interrupt the loop's waits, and libuv then forgets how long it had waited: code that reads
 * `performance.eventLoopUtilization` would take an idle app for a busy one. This replaces that function and
 * `performance.nodeTiming.idleTime` with correct ones, unless the app has frozen or replaced them itself.
 */
export function repairUtilization(): UtilizationRepair {
  const clock = createAwakeClock();
  const missed = createMissedWaits(
    { now: clocks.now, libuvIdle: libuvIdleMillis, awake: () => clock.read() / 1000 },
    missedMillis(),
  );
  missedMillis = missed.millis;
  const restores = [
    replace(performance, 'eventLoopUtilization', { value: eventLoopUtilization }, original),
    replace(perfHooks, 'eventLoopUtilization', { value: eventLoopUtilization }, original),
    replace(performance.nodeTiming, 'idleTime', { get: () => libuvIdleMillis() + missedMillis() }),
  ];
  let stopped = false;
  return {
    add: (idleMicros) => missed.add(idleMicros / 1000),
    skip: missed.skip,
    stop() {
      // Close the clock's file only once: its descriptor may be another file's by then.
      if (stopped) return;
      stopped = true;
      const lastMillis = missed.millis();
      missedMillis = () => lastMillis;
      for (const restore of restores) restore();
      clock.close();
    },
  };
}

/** Replaces a property where it is defined, unless its value is not `expected`. Returns a function that restores it. */
function replace(object: object, name: string, own: PropertyDescriptor, expected?: unknown): () => void {
  let owner: object | null = object;
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  const before = owner && Object.getOwnPropertyDescriptor(owner, name);
  if (!owner || !before || (expected !== undefined && before.value !== expected)) return () => {};
  const { enumerable = false } = before;
  if (!Reflect.defineProperty(owner, name, { configurable: true, enumerable, ...own })) return () => {};
  return () => {
    const now = Object.getOwnPropertyDescriptor(owner, name);
    // Other code may have wrapped ours since; then ours stays, and stays right.
    if (now?.value === own.value && (own.get === undefined || now?.get === own.get)) {
      Reflect.defineProperty(owner, name, before);
    }
  };
}
