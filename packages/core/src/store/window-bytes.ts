import { bytesOfBlocks } from '../profile/blocks.ts';
import { emptyTree } from '../profile/call-tree.ts';
import { bytesOfFollowing, bytesOfTurns } from '../profile/following.ts';
import { treesOf } from '../profile/named-trees.ts';
import type { ProcessRows } from '../profile/process-rows.ts';
import { bytesOfTraces } from '../profile/trace-bytes.ts';
import type { Window } from '../profile/window.ts';

// Measured: a typed array takes about 200 bytes beside its numbers; a tree is two of them and one for each measure.
const bytesPerTree = 600;
const bytesPerColumn = 200;
const bytesPerNode = 2 * 4;
const bytesPerNumber = 8;
const bytesPerRoute = 250;
const bytesPerSketch = 500;
const bytesPerBin = 4 + 8;
const bytesPerFrame = 120;
const bytesPerWindow = 2_000;
/** Of a process on a route; their names are shared with the window's rows. */
const bytesPerProcessRow = 110;

const sizes = new WeakMap<Window, number>();

/** About how much memory a window takes. */
export function bytesOf(window: Window): number {
  let bytes = sizes.get(window);
  if (bytes === undefined) sizes.set(window, (bytes = estimate(window)));
  return bytes;
}

function estimate(window: Window): number {
  let bytes = bytesPerWindow + window.frames.length * bytesPerFrame;
  for (const tree of treesOf(window)) {
    // Empty trees share one object.
    if (tree === emptyTree) continue;
    const { parent, columns, lines } = tree;
    bytes += bytesPerTree + parent.length * bytesPerNode;
    bytes += columns.length * (bytesPerColumn + parent.length * bytesPerNumber);
    if (lines === undefined) continue;
    const { length } = lines.line;
    bytes += bytesPerTree + length * bytesPerNode;
    bytes += 2 * lines.measures.length * (bytesPerColumn + length * bytesPerNumber);
  }
  if (window.loopDelays !== undefined) {
    bytes += bytesPerSketch + 2 * window.loopDelays.bin.length * bytesPerBin;
  }
  if (window.processes !== undefined) bytes += bytesOfProcesses(window.processes);
  if (window.blocks !== undefined) bytes += bytesPerSketch + bytesOfBlocks(window.blocks);
  for (const { latency, traces, following } of window.routes) {
    bytes += bytesPerRoute;
    if (following !== undefined) bytes += bytesOfFollowing + bytesOfTurns(following);
    if (traces !== undefined) bytes += bytesOfTraces(traces);
    if (latency.bin.length > 0) bytes += bytesPerSketch + latency.bin.length * bytesPerBin;
  }
  return bytes;
}

function bytesOfProcesses({ parts }: ProcessRows): number {
  return parts.reduce((bytes, { routes }) => bytes + 200 + routes.length * bytesPerProcessRow, 0);
}
