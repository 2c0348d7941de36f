import type { FrameValues } from './frame-values.ts';
import { joinSteps } from './join-steps.ts';
import { mostSteps, type Trace } from './trace.ts';

/** A trace as windows keep it: with a bounded number of steps, and with frames that it shares with others. */
export function keptTrace(trace: Trace, frames: FrameValues): Trace {
  return {
    ...trace,
    waits: trace.waits.map((wait) => ({ ...wait, stack: wait.stack.map((frame) => frames.of(frame)) })),
    steps: joinSteps(trace.steps, mostSteps),
  };
}
