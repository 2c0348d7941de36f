import { channel } from 'node:diagnostics_channel';
import { performance } from './clock.ts';

/** What the profiler does on the event loop beside following requests, a piece of it at a time. */
export type Piece =
  | 'pause samples'
  | 'resume samples'
  | 'set rate'
  | 'take samples'
  | 'read samples'
  | 'file samples'
  | 'explain traces'
  | 'close window'
  | 'copy open window'
  | 'list windows'
  | 'merge in memory'
  | 'merge for disk'
  | 'merge for report'
  | 'write pprof'
  | 'read pprof'
  | 'make report'
  | 'write JSON'
  | 'write export'
  | 'push profile'
  | 'write text'
  | 'write metrics';

const pieces = channel('routeprof:piece');

/** Somebody has asked for these, or they are counted elsewhere. */
const uncounted: ReadonlySet<Piece> = new Set([
  'explain traces',
  'copy open window',
  'list windows',
  'merge for report',
  'read pprof',
  'make report',
  'write JSON',
  'write export',
  'write text',
  'write metrics',
]);
let backgroundMicros = 0;
/** Of pieces within pieces, only the outermost counts. */
let depth = 0;

/** How long all pieces took that nobody has asked for, in microseconds. */
export function backgroundPieceMicros(): number {
  return backgroundMicros;
}

/** Does a piece of work. Whoever listens is told before and after: proofs measure how long pieces hold the loop. */
export function piece<Result>(kind: Piece, work: () => Result): Result {
  if (pieces.hasSubscribers) pieces.publish({ kind, isOver: false });
  const sinceMillis = performance.now();
  depth++;
  try {
    return work();
  } finally {
    if (--depth === 0 && !uncounted.has(kind)) backgroundMicros += (performance.now() - sinceMillis) * 1000;
    if (pieces.hasSubscribers) pieces.publish({ kind, isOver: true });
  }
}
