import type { ReportQuery } from '../query/query.ts';
import type { FlameFrame, FlameGraph } from './model/flame.ts';

/** A frame as views show it: a function, or a run of calls that is shown as one. */
export interface ShownFrame extends FlameFrame {
  readonly folded?: true;
}

/** A tree of calls with fewer nodes than the graph. */
export interface FoldedCalls {
  /** The graph's frames, then one for each framework. */
  readonly frames: readonly ShownFrame[];
  readonly parent: readonly number[];
  readonly frame: readonly number[];
  /** The node in which each node of the graph is shown. */
  readonly place: Int32Array;
  /** The frame in which each frame of the graph is shown. */
  readonly shownAs: Int32Array;
}

type Calls = Pick<FlameGraph, 'frames' | 'parent' | 'frame'>;
type Asked = Pick<ReportQuery, 'fold' | 'root'>;

/**
 * Makes one call of each run of calls within a framework, Node's calls that lead back into it included: they only carry
 * a request from one function of the app to the next. Folds nothing if all frames are asked for, or if the graph begins
 * at such a call.
 */
export function foldFrameworks(calls: Calls, asked: Asked): FoldedCalls {
  const { frames, shownAs } = foldedFrames(calls, asked);
  const back = waysBack(calls, shownAs);
  const parent = [-1];
  const frame = [-1];
  const children = new Map<number, number>();
  const child = (above: number, number: number): number => {
    const key = above * frames.length + number;
    let node = children.get(key);
    if (node === undefined) {
      children.set(key, (node = parent.length));
      parent.push(above);
      frame.push(number);
    }
    return node;
  };
  const place = new Int32Array(calls.parent.length);
  for (let node = 1; node < place.length; node++) {
    const above = place[calls.parent[node] as number] as number;
    const shown = shownAs[calls.frame[node] as number] as number;
    const fold = foldOf(shown, calls) || (back[node] as number);
    place[node] = fold !== 0 && frame[above] === fold ? above : child(above, shown);
  }
  return { frames, parent, frame, place, shownAs };
}

/** The number of a frame that stands for a framework; 0 for functions. */
function foldOf(shown: number, { frames }: Calls): number {
  return shown < frames.length ? 0 : shown;
}

function foldedFrames(calls: Calls, { fold: folds, root }: Asked): Pick<FoldedCalls, 'frames' | 'shownAs'> {
  const shownAs = Int32Array.from(calls.frames.keys());
  const beginsWithin = root !== '' && calls.frames[calls.frame[1] ?? -1]?.framework !== undefined;
  if (!folds || beginsWithin) return { frames: calls.frames, shownAs };
  const frames: ShownFrame[] = [...calls.frames];
  const numbers = new Map<string, number>();
  for (const [own, { framework }] of calls.frames.entries()) {
    if (framework === undefined) continue;
    let number = numbers.get(framework);
    if (number === undefined) numbers.set(framework, (number = frames.push(foldedFrame(framework)) - 1));
    shownAs[own] = number;
  }
  return { frames, shownAs };
}

function foldedFrame(framework: string): ShownFrame {
  const name = `[${framework}]`;
  const nowhere = { file: '', line: 0, column: 0 };
  return { id: name, name, ...nowhere, origin: 'dependency', package: framework, folded: true };
}

/** For each call of Node's code that leads only through Node's code into a framework, the framework's frame; else 0. */
function waysBack(calls: Calls, shownAs: Int32Array): Int32Array {
  const { frames, parent, frame } = calls;
  const back = new Int32Array(parent.length);
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    const fold = foldOf(shownAs[frame[node] as number] as number, calls) || (back[node] as number);
    if (fold !== 0 && frames[frame[above] ?? -1]?.origin === 'node') back[above] = fold;
  }
  return back;
}
