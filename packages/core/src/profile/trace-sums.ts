import { grouped } from '../grouped.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { frameKey } from './frame-key.ts';
import { routeKey } from './route-key.ts';
import type { BlameSums, PartsBin, SiteWaits } from './route-traces.ts';
import { addNumbers, addWhole, type RowKind } from './row-sums.ts';
import type { Trace, TraceWait, WaitTarget } from './trace.ts';
import { traceBinOf } from './trace-bins.ts';

/** Microseconds × requests: rounded once for each number of a trace, so that sums are exact. */
export function weighted(micros: number, weightMilli: number): number {
  return Math.round((micros * weightMilli) / 1000);
}

const binSums = [
  ...([
    'traced',
    'weightMilli',
    'cpuMicros',
    'onCpuMicros',
    'gcMicros',
    'queuedMicros',
    'waitMicros',
    'tracingMicros',
  ] as const),
  ...(['arrivals', 'arrivalMilli', 'beforeNodeMicros', 'beforeNodeMaxMicros'] as const),
];
export const binKind: RowKind<PartsBin> = {
  keyOf: ({ bin }) => bin,
  plus: (a, b) => ({ bin: a.bin, ...addNumbers(a, b, binSums) }),
  bytes: 200,
};

const siteSums = [
  ...(['traced', 'weightMilli', 'operationsMilli'] as const),
  ...(['micros', 'parallelMicros', 'threadMicros'] as const),
];
export const siteKind: RowKind<SiteWaits> = {
  keyOf: keyOfPlace,
  plus: (a, b) => ({
    ...a,
    ...addNumbers(a, b, siteSums),
    mostOperations: Math.max(a.mostOperations, b.mostOperations),
  }),
  bytes: 500,
};

const blameSums = ['micros', 'beforeNodeMicros', 'weightMilli', 'onlyBeforeMilli'] as const;
export const blameKind: RowKind<BlameSums> = {
  keyOf: routeKey,
  plus: (a, b) => ({ ...a, ...addNumbers(a, b, blameSums) }),
  bytes: 250,
};

/** What a trace adds to the bin of its latency. */
export function binOf(trace: Trace): PartsBin {
  const { weightMilli } = trace;
  return {
    bin: traceBinOf(trace.totalMicros),
    traced: 1,
    weightMilli,
    cpuMicros: weighted(trace.cpuMicros, weightMilli),
    onCpuMicros: weighted(trace.onCpuMicros, weightMilli),
    gcMicros: weighted(trace.gcMicros, weightMilli),
    queuedMicros: weighted(trace.queuedMicros, weightMilli),
    waitMicros: weighted(trace.waitMicros, weightMilli),
    tracingMicros: weighted(trace.tracingMicros, weightMilli),
    arrivals: trace.isArrivalKnown ? 1 : 0,
    arrivalMilli: trace.isArrivalKnown ? weightMilli : 0,
    beforeNodeMicros: weighted(trace.beforeNodeMicros, weightMilli),
    beforeNodeMaxMicros: weighted(trace.beforeNodeMaxMicros, weightMilli),
  };
}

/** What a trace adds to each place where it waited. */
export function sitesOf({ waits, weightMilli }: Trace): SiteWaits[] {
  // Several stacks may lead to one place, and the trace has still waited there once.
  return Array.from(grouped(waits, (wait) => keyOfPlace(placeOf(wait))).values(), (same) => {
    const operations = sumOf(same, (wait) => wait.operations);
    return {
      ...placeOf(same[0]),
      traced: 1,
      weightMilli,
      operationsMilli: addWhole(operations * weightMilli, 0),
      mostOperations: operations,
      micros: weighted(
        sumOf(same, (wait) => wait.micros),
        weightMilli,
      ),
      parallelMicros: weighted(
        sumOf(same, (wait) => wait.parallelMicros),
        weightMilli,
      ),
      threadMicros: weighted(
        sumOf(same, (wait) => wait.threadMicros),
        weightMilli,
      ),
    };
  });
}

/** What a trace adds to each route that delayed it. */
export function blameOf({ blame, weightMilli }: Trace): BlameSums[] {
  return Array.from(grouped(blame, routeKey).values(), (same) => {
    const micros = sumOf(same, (one) => one.micros);
    return {
      method: same[0].method,
      route: same[0].route,
      micros: weighted(micros, weightMilli),
      beforeNodeMicros: weighted(
        sumOf(same, (one) => one.beforeNodeMicros),
        weightMilli,
      ),
      weightMilli: micros > 0 ? weightMilli : 0,
      onlyBeforeMilli: micros > 0 ? 0 : weightMilli,
    };
  });
}

type Place = WaitTarget & Pick<SiteWaits, 'frame'>;

/** Equal for waits for the same thing at the same place. */
export function keyOfPlace({ frame, kind, target, operation, library }: Place): string {
  return [frameKey(frame), kind, target, operation, library].join('\0');
}

/** Where, and for what. */
export function placeOf({ stack, site, kind, target, operation, library }: TraceWait): Place {
  return { frame: stack[site] ?? nowhere, kind, target, operation, library };
}

/** The place of waits in which no call of the app is suspended. */
const nowhere: Frame = { name: '', file: '', line: 0, column: 0 };

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
