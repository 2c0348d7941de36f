import type { JudgedChange, LatencyPartsChange, WaitChange } from '../presentation/model/comparison.ts';
import { compareWaits, type PlaceNames } from './compare-waits.ts';
import type { RoutePair } from './compared-routes.ts';
import { type PartName, partAmount } from './traced-amount.ts';
import { compareTraced, type TracedChange } from './traced-change.ts';

/** What latencies are made of, before and after. */
export interface ComparedParts {
  /** By the number of the pair. */
  readonly routes: readonly {
    readonly latencyParts: LatencyPartsChange;
    readonly waits: readonly WaitChange[];
  }[];
  readonly whole: LatencyPartsChange;
}

const parts: readonly PartName[] = ['cpuMicros', 'gcMicros', 'queuedMicros', 'waitMicros'];

/** Compares the parts of latencies. Each is a family, and the waits at all places are one. Yields. */
export function* compareParts(
  pairs: readonly RoutePair[],
  base: PlaceNames,
  head: PlaceNames,
): Generator<void, ComparedParts> {
  const compared: ReturnType<typeof compareTraced>[] = [];
  for (const part of parts) {
    compared.push(compareTraced(pairs, partAmount(part)));
    yield;
  }
  const waits = yield* compareWaits(pairs, base, head);
  return {
    routes: pairs.map((_, i) => ({
      latencyParts: changeFrom(compared.map(({ routes }) => routes[i] as TracedChange)),
      waits: waits[i] ?? [],
    })),
    whole: changeFrom(compared.map(({ whole }) => whole)),
  };
}

function changeFrom(changes: readonly TracedChange[]): LatencyPartsChange {
  const [cpuMicros, gcMicros, queuedMicros, waitMicros] = changes.map(({ judged }) => judged) as [
    JudgedChange,
    JudgedChange,
    JudgedChange,
    JudgedChange,
  ];
  const [{ traced }] = changes as readonly [TracedChange];
  return { traced, cpuMicros, gcMicros, queuedMicros, waitMicros };
}
