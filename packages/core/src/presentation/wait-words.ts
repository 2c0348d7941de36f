import type { WaitKind } from '../profile/trace.ts';
import type { BlameRow, WaitRow } from './model/latency-rows.ts';
import { formatCount, shareOf } from './quantity.ts';

/** A wait without a known peer is named for its kind. */
const kindNames: Readonly<Record<WaitKind, string>> = {
  timer: 'timer',
  net: 'socket',
  http: 'HTTP',
  dns: 'DNS',
  file: 'file',
  threadpool: 'thread pool',
  process: 'child process',
  worker: 'worker thread',
  client: 'client',
  lock: 'another request',
  other: 'other',
};

/** What is waited for: `postgres localhost:5432`, or `timer`. */
export function waitName({ kind, target }: Pick<WaitRow, 'kind' | 'target'>): string {
  return target === '' ? kindNames[kind] : target;
}

const patternNames: Readonly<Record<WaitRow['pattern'], string>> = {
  '': '',
  'n+1': 'N+1',
  pool: 'pool exhausted',
  threadpool: 'thread pool full',
  sync: 'blocks',
};

/** What is wrong with a wait, in a word; `''` when nothing is. */
export function patternName({ pattern }: Pick<WaitRow, 'pattern'>): string {
  return patternNames[pattern];
}

const otherDelayers: Readonly<Record<string, string>> = {
  '(gc)': 'garbage collection',
  '(background)': 'background',
};

/** Who delays: `GET /report`, or `garbage collection`. */
export function delayerName({ byMethod, byRoute }: Pick<BlameRow, 'byMethod' | 'byRoute'>): string {
  return byMethod === '' ? (otherDelayers[byRoute] ?? byRoute) : `${byMethod} ${byRoute}`;
}

/** Operations per request: `20`, `1`, `0.13`. */
export function perRequestText({ perRequest }: Pick<WaitRow, 'perRequest'>): string {
  if (perRequest >= 9.95) return formatCount(perRequest);
  return String(Number(perRequest.toPrecision(2)));
}

/** How long one operation takes, those beside the critical path included; 0 when none was started. */
export function eachMicros(row: Pick<WaitRow, 'micros' | 'parallelMicros' | 'perRequest'>): number {
  return shareOf(row.micros + row.parallelMicros, row.perRequest);
}
