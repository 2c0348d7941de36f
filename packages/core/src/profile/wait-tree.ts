import type { Frame } from '../sample/stack-tree.ts';
import type { Measure } from './measure.ts';
import type { Trace, TraceWait } from './trace.ts';
import { weighted } from './trace-sums.ts';
import type { TreeBuilder } from './tree-builder.ts';

/** The named tree of await stacks: what requests waited for, below the calls that were suspended. */
export const waitsName = 'waits';
/** Whole microseconds × 1000: sums beyond the safe integers stay exact for a while, as these are multiples of 8. */
export const waitMeasure: Measure = { name: 'wait', unit: 'nanoseconds' };
const nanosPerMicro = 1000;

/** Adds a trace's waits on the critical path, each as often as the trace counts. */
export function addWaits(
  tree: TreeBuilder,
  { waits, weightMilli }: Trace,
  numberOf: (frame: Frame) => number,
): void {
  for (const wait of waits) {
    const micros = weighted(wait.micros, weightMilli);
    if (micros === 0) continue;
    let node = 0;
    for (const frame of wait.stack.toReversed()) node = tree.child(node, numberOf(frame));
    tree.addTo(0, tree.child(node, numberOf(targetFrame(wait))), micros * nanosPerMicro);
  }
}

/** Stands for what was waited for, like other frames that are not functions. */
function targetFrame({ target, kind }: TraceWait): Frame {
  return { name: target === '' ? kind : target, file: '', line: 0, column: 0 };
}
