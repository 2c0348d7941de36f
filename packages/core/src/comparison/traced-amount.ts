import type { RouteTraces, SiteWaits } from '../profile/route-traces.ts';
import type { Trace, WaitTarget } from '../profile/trace.ts';
import { keyOfPlace, placeOf } from '../profile/trace-sums.ts';
import { namePattern } from './name-pattern.ts';

/** Something that traces tell of a request: a time in microseconds, or a number of operations. */
export interface TracedAmount {
  readonly unit: 'micros' | 'operations';
  /** Of all traced requests, each as often as it stands for requests. */
  readonly ofAll: (traces: RouteTraces) => number;
  readonly ofOne: (trace: Trace) => number;
}

export type PartName = 'cpuMicros' | 'gcMicros' | 'queuedMicros' | 'waitMicros';

/** A part of the latency. */
export function partAmount(part: PartName): TracedAmount {
  return {
    unit: 'micros',
    ofAll: ({ bins }) => sumOf(bins, (bin) => bin[part]),
    ofOne: (trace) => trace[part],
  };
}

/** The waiting for some things, on the critical path. */
export function waitAmount(isMeant: (wait: WaitTarget) => boolean): TracedAmount {
  return {
    unit: 'micros',
    ofAll: ({ sites }) => sumOf(sites.filter(isMeant), (site) => site.micros),
    ofOne: ({ waits }) => sumOf(waits.filter(isMeant), (wait) => wait.micros),
  };
}

/** How many operations were started. */
export function waitsAmount(isMeant: (wait: WaitTarget) => boolean): TracedAmount {
  return {
    unit: 'operations',
    ofAll: ({ sites }) => sumOf(sites.filter(isMeant), (site) => site.operationsMilli) / 1000,
    ofOne: ({ waits }) => sumOf(waits.filter(isMeant), (wait) => wait.operations),
  };
}

/** The waiting at some places of a route. */
export function placesAmount(places: readonly SiteWaits[]): TracedAmount {
  const keys = places.map(keyOfPlace);
  return {
    unit: 'micros',
    ofAll: () => sumOf(places, ({ micros }) => micros),
    ofOne: (trace) => sumOf(keys, (key) => waitedByPlace(trace).get(key) ?? 0),
  };
}

const byPlace = new WeakMap<Trace, ReadonlyMap<string, number>>();

/** How long it waited, by the keys of the places. Kept, because a comparison asks for each place of each trace. */
function waitedByPlace(trace: Trace): ReadonlyMap<string, number> {
  const known = byPlace.get(trace);
  if (known !== undefined) return known;
  const sums = new Map<string, number>();
  for (const wait of trace.waits) {
    const key = keyOfPlace(placeOf(wait));
    sums.set(key, (sums.get(key) ?? 0) + wait.micros);
  }
  byPlace.set(trace, sums);
  return sums;
}

/** Of what a person calls `postgres`, `localhost:5432`, `mysql2` or `timer`; `*` is any text. */
export function isCalled(name: string): (wait: WaitTarget) => boolean {
  const isName = namePattern(name);
  return (wait) => namesOf(wait).some(isName);
}

/** The service, its address, both together, the library, and the kind. */
function namesOf({ target, library, kind }: WaitTarget): string[] {
  return [target, ...target.split(' '), library, kind].filter((name) => name !== '');
}

function sumOf<Row>(rows: readonly Row[], amount: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + amount(row), 0);
}
