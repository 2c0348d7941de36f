import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import type { CallTree } from './call-tree.ts';
import { TreeGrower } from './grow-tree.ts';

/** Which consecutive calls are drawn as one box. */
export interface Folding {
  /** Each dependency. */
  readonly packages: boolean;
  /** Node's own code, and native code below it. */
  readonly node: boolean;
}

export interface Folded {
  readonly tree: CallTree;
  /** The frame of `tree` in which each frame is drawn. */
  readonly drawnAs: Int32Array;
}

/** Folds consecutive frames of the same dependency, or of Node, into one box with its name. */
export function fold(tree: CallTree, folding: Folding): Folded {
  if (!folding.packages && !folding.node) return { tree, drawnAs: Int32Array.from(tree.frames.keys()) };
  const frames: ShownFrame[] = [...tree.frames];
  const folds = new Map<string, number>();
  const drawnAs = Int32Array.from(tree.frames, (frame, index) => {
    const name = foldName(frame, folding);
    if (name === undefined) return index;
    // A dependency may be called "Node", too.
    const key = `${frame.origin === 'dependency'} ${name}`;
    let folded = folds.get(key);
    if (folded === undefined) {
      folded = frames.push(foldedFrame(frame, name)) - 1;
      folds.set(key, folded);
    }
    return folded;
  });
  const grower = new TreeGrower(frames);
  const place = new Int32Array(tree.parent.length);
  grower.add(0, tree, 0);
  for (let node = 1; node < place.length; node++) {
    const frame = drawnAs[tree.frame[node] as number] as number;
    const above = place[tree.parent[node] as number] as number;
    const runs = frame >= tree.frames.length && grower.frameOf(above) === frame;
    const here = runs ? above : grower.child(above, frame);
    place[node] = here;
    grower.add(here, tree, node);
  }
  return { tree: grower.finish(), drawnAs };
}

function foldName(frame: ShownFrame, folding: Folding): string | undefined {
  if (folding.packages && frame.origin === 'dependency') return frame.package ?? 'dependencies';
  // Time without a function, such as garbage collection, keeps its name.
  const named = frame.file !== '' || !frame.name.startsWith('(');
  if (folding.node && named && (frame.origin === 'node' || frame.origin === 'native')) return 'Node';
  return undefined;
}

function foldedFrame({ origin, package: dependency }: ShownFrame, name: string): ShownFrame {
  const folded = { id: `[${name}]`, name: `[${name}]`, file: '', line: 0, column: 0, folded: true } as const;
  if (origin !== 'dependency') return { ...folded, origin: 'node' };
  return { ...folded, origin, ...(dependency === undefined ? {} : { package: dependency }) };
}
