import type { WaitRow } from '../presentation/model/latency-rows.ts';
import { otherSiteName, type SiteWaits } from '../profile/route-traces.ts';
import type { WaitKind } from '../profile/trace.ts';

/** As often as this in one request, an operation is repeated rather than needed. */
const fewestRepeats = 5;

/** Their operations are no requests to anything: a body's chunks, turns at a lock. */
const unrepeated: readonly WaitKind[] = ['client', 'lock'];

const ofPool = /(?:^|[^a-z])pool(?:$|[^a-z])|^acquire connection$/i;
/** A wait for a thread matters when it is this long, and this share of the wait for what the thread does. */
const leastThreadMicros = 1_000;
const leastThreadShare = 0.25;

/** What is known to be wrong with a wait of this kind. `requests` is how many requests the traces stand for. */
export function patternOf(site: SiteWaits, requests: number): WaitRow['pattern'] {
  const { kind, operation, library, frame, mostOperations, micros, threadMicros } = site;
  if (frame.name === otherSiteName && frame.file === '') return '';
  // It ended when another request released something, or the library says that it waited for a connection of its pool.
  if (kind === 'lock' || ofPool.test(operation) || ofPool.test(library)) return 'pool';
  if (library === 'node:sqlite') return 'sync';
  if (threadMicros >= leastThreadMicros * requests && threadMicros >= leastThreadShare * micros)
    return 'threadpool';
  return mostOperations >= fewestRepeats && !unrepeated.includes(kind) ? 'n+1' : '';
}
