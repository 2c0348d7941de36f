import type { Frame } from '../sample/stack-tree.ts';
import type { RouteTraces } from './route-traces.ts';
import type { Trace } from './trace.ts';
import type { Window } from './window.ts';

/** The window with other frames for those of its traces. Places that become the same are added up by the next merge. */
export function mapTraceFrames(window: Window, change: (frame: Frame) => Frame): Window {
  const changed = new Map<Frame, Frame>();
  const frameOf = (frame: Frame): Frame => {
    let other = changed.get(frame);
    if (other === undefined) changed.set(frame, (other = change(frame)));
    return other;
  };
  const traceOf = (trace: Trace): Trace => ({
    ...trace,
    waits: trace.waits.map((wait) => ({ ...wait, stack: wait.stack.map(frameOf) })),
  });
  const tracesOf = (traces: RouteTraces): RouteTraces => ({
    ...traces,
    sites: traces.sites.map((site) => ({ ...site, frame: frameOf(site.frame) })),
    sample: traces.sample.map(traceOf),
    slowest: traces.slowest.map(traceOf),
  });
  return {
    ...window,
    routes: window.routes.map((row) => (row.traces ? { ...row, traces: tracesOf(row.traces) } : row)),
  };
}
