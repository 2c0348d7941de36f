import { channel } from 'node:diagnostics_channel';

/** What the profiler does on the event loop beside following requests, a piece of it at a time. */
export type Piece =
  | 'take samples'
  | 'read samples'
  | 'file samples'
  | 'explain traces'
  | 'close window'
  | 'copy open window'
  | 'merge in memory'
  | 'merge for disk'
  | 'merge for report'
  | 'write pprof'
  | 'read pprof'
  | 'make report'
  | 'write JSON'
  | 'write text';

const pieces = channel('routeprof:piece');

/** Does a piece of work. Whoever listens is told before and after: proofs measure how long pieces hold the loop. */
export function piece<Result>(kind: Piece, work: () => Result): Result {
  if (!pieces.hasSubscribers) return work();
  pieces.publish({ kind, isOver: false });
  try {
    return work();
  } finally {
    pieces.publish({ kind, isOver: true });
  }
}
