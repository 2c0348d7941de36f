import type { RouteTraces } from './route-traces.ts';
import type { Trace } from './trace.ts';
import { binKind, blameKind, siteKind } from './trace-sums.ts';

// Measured, like those of `window-bytes.ts`.
const bytesPerTrace = 400;
const bytesPerWait = 190;
const bytesPerCall = 11;
const bytesPerBlame = 60;
const bytesPerStep = 72;
const bytesPerRow = 400;

/** About how much memory a trace takes. Its frames and texts are shared with others. */
export function bytesOfTrace({ waits, blame, steps }: Trace): number {
  return (
    bytesPerTrace +
    waits.reduce((bytes, { stack }) => bytes + bytesPerWait + bytesPerCall * stack.length, 0) +
    blame.length * bytesPerBlame +
    steps.length * bytesPerStep
  );
}

/** About how much memory the kept traces of a row take. */
export function bytesOfKept({ sample, slowest }: RouteTraces): number {
  return [...new Set([...sample, ...slowest])].reduce((bytes, trace) => bytes + bytesOfTrace(trace), 0);
}

/** About how much memory all traces of a row take. */
export function bytesOfTraces(traces: RouteTraces): number {
  const { bins, sites, blame } = traces;
  return (
    bytesPerRow +
    bins.length * binKind.bytes +
    sites.length * siteKind.bytes +
    blame.length * blameKind.bytes +
    bytesOfKept(traces)
  );
}
