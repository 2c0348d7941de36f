import type { WaitKind } from '../profile/trace.ts';
import type { LatencyParts, LatencyShares, WaitRow } from './model/latency-rows.ts';
import { formatDuration } from './quantity.ts';

/** Waits of like kinds, which share a colour. */
type WaitGroup = 'net' | 'http' | 'pool' | 'rest';

/** What a part of a latency is; each has a colour of its own, wherever it is drawn. `waits`: of several groups. */
export type PartKind = 'own' | 'gc' | 'queued' | WaitGroup | 'waits' | 'before';

export interface LatencyPart {
  readonly kind: PartKind;
  readonly name: string;
  /** Per request. */
  readonly micros: number;
}

const waitGroups: Readonly<Record<WaitKind, WaitGroup>> = {
  net: 'net',
  http: 'http',
  dns: 'pool',
  file: 'pool',
  threadpool: 'pool',
  timer: 'rest',
  process: 'rest',
  worker: 'rest',
  client: 'rest',
  lock: 'rest',
  other: 'rest',
};

/** In the order in which they are drawn. */
const partNames: Readonly<Record<PartKind, string>> = {
  own: 'own work',
  gc: 'garbage collection',
  queued: 'queued behind others',
  net: 'waits: database, socket',
  http: 'waits: HTTP',
  pool: 'waits: file, DNS, thread pool',
  rest: 'waits: timer, lock, other',
  waits: 'waits',
  before: 'before Node',
};
export const partKinds: readonly PartKind[] = Object.keys(partNames) as PartKind[];

export function partName(kind: PartKind): string {
  return partNames[kind];
}

export function latencyPart(kind: PartKind, micros: number): LatencyPart {
  return { kind, name: partNames[kind], micros };
}

/** `own work 13.0 ms`; time before Node is an estimate. */
export function partText({ kind, name, micros }: LatencyPart): string {
  return `${name} ${kind === 'before' ? 'about ' : ''}${formatDuration(micros)}`;
}

/** All of them, the time before Node too. */
export function lengthOf(parts: readonly LatencyPart[]): number {
  return parts.reduce((sum, { micros }) => sum + micros, 0);
}

/** The colour of a wait. */
export function groupOfWait({ kind }: Pick<WaitRow, 'kind'>): PartKind {
  return waitGroups[kind];
}

type Waited = Pick<WaitRow, 'kind' | 'micros'>;

/** The parts of a route's mean latency that are not 0. The last, before Node, stands beside the sum of the others. */
export function meanParts(shares: LatencyShares, waits: readonly Waited[]): LatencyPart[] {
  const sums = sumByGroup(waits);
  const told = Array.from(sums.values()).reduce((sum, micros) => sum + micros, 0);
  // Rows beyond the limit are missing, and each row is rounded.
  const untold = shares.waitMicros - told;
  return partsOf(shares, untold > sums.size ? new Map([...sums, ['waits', untold]]) : sums);
}

/** The same at p95, where waits are known by kind only if all are of one. */
export function p95Parts({ p95 }: LatencyParts, waits: readonly Waited[]): LatencyPart[] {
  const [group = 'waits', ...others] = sumByGroup(waits).keys();
  return partsOf(p95, new Map([[others.length > 0 ? 'waits' : group, p95.waitMicros]]));
}

function partsOf(shares: LatencyShares, waits: ReadonlyMap<PartKind, number>): LatencyPart[] {
  const sums = new Map<PartKind, number>([
    ['own', shares.cpuMicros],
    ['gc', shares.gcMicros],
    ['queued', shares.queuedMicros],
    ['before', shares.beforeNodeMicros],
    ...waits,
  ]);
  return partKinds.map((kind) => latencyPart(kind, sums.get(kind) ?? 0)).filter(({ micros }) => micros > 0);
}

function sumByGroup(waits: readonly Waited[]): ReadonlyMap<PartKind, number> {
  const sums = new Map<PartKind, number>();
  for (const wait of waits) {
    const group = groupOfWait(wait);
    if (wait.micros > 0) sums.set(group, (sums.get(group) ?? 0) + wait.micros);
  }
  return sums;
}
