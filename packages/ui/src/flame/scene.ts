import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { Measure } from '../../../core/src/profile/measure.ts';
import type { Address, Weight } from '../data/address.ts';
import { visibleText } from '../shared.ts';
import { functionName } from '../text/names.ts';
import { type CallTree, treeOf, weightsOf } from './call-tree.ts';
import { type Changed, changesOf } from './changes.ts';
import { colourPackages, isPrunedFrame, type Kind, kindOf } from './colours.ts';
import { fold } from './fold.ts';
import { invert } from './invert.ts';
import { type Layout, layOut } from './layout.ts';
import { packagesOf } from './packages.ts';
import { pathKeys } from './path-keys.ts';
import { shownTree } from './shown-tree.ts';

/** A flame graph ready to be drawn. */
export interface Scene {
  /** The tree of the report and its weights; `tree` is the part that is drawn. */
  readonly measured: CallTree;
  readonly own: Float64Array;
  readonly tree: CallTree;
  /** The frame of `tree` in which each frame of `measured` is drawn. */
  readonly drawnAs: Int32Array;
  readonly layout: Layout;
  readonly weight: Weight;
  /** The measure that replaces CPU time, if the report shows another one. */
  readonly measure: Measure | undefined;
  /** Whether it is inverted and had to be cut: see `invert`. */
  readonly cut: boolean;
  readonly keys: Float64Array;
  /** Text and colour of each frame, by index. */
  readonly labels: readonly string[];
  readonly kinds: readonly Kind[];
  /** The colours of the dependencies, largest first. */
  readonly packages: ReadonlyMap<string, Kind>;
  readonly rootLabel: string;
  /** The change of each node since the baseline. */
  readonly changes: readonly Changed[] | undefined;
  /** Whether boxes have the widths of the baseline. */
  readonly showsBase: boolean;
}

/** The switches of a flame graph. The server reads `0` too, and then leaves out no frame. */
export const switches = ['packages', 'node', 'app', 'invert', '0'] as const;
export type Switch = (typeof switches)[number];

export function switchedOn(address: Pick<Address, 'fold'>): ReadonlySet<Switch> {
  return new Set(address.fold.split('.').filter((name): name is Switch => switches.includes(name as Switch)));
}

/** Turns a report's flame graph and the address into boxes. A pure function. */
export function sceneOf(
  flame: FlameGraph,
  address: Pick<Address, 'fold' | 'weight'> & Partial<Pick<Address, 'width' | 'root'>>,
  rootName: string,
  measure?: Measure,
): Scene {
  const on = switchedOn(address);
  const measured = treeOf(flame);
  const shown = shownTree(flame, measured, { fold: !on.has('0'), root: address.root ?? '' });
  const { tree: folded, drawnAs } = fold(shown.tree, { packages: on.has('packages'), node: on.has('node') });
  const ownOf = (of: CallTree): Float64Array =>
    weightsOf((address.width === 'base' && of.base) || of, address.weight);
  const { tree, cut } = on.has('invert') ? invert(folded, ownOf(folded)) : { tree: folded, cut: false };
  // From the tree before folding, so that a switch does not change the colours.
  const packages = colourPackages(packagesOf(shown.tree));
  const own = ownOf(tree);
  const rankOf = on.has('app') ? (frame: number): number => (isApp(tree.frames[frame]) ? 0 : 1) : undefined;
  return {
    measured,
    own: ownOf(measured),
    tree,
    drawnAs: shown.drawnAs.map((frame) => drawnAs[frame] as number),
    layout: layOut(tree, own, rankOf),
    weight: address.weight,
    measure,
    cut,
    keys: pathKeys(tree),
    labels: tree.frames.map((frame) => visibleText(functionName(frame))),
    kinds: tree.frames.map((frame) => kindOf(frame, packages)),
    packages,
    rootLabel: visibleText(rootName),
    changes: changesOf(tree, {
      weight: address.weight,
      inverted: on.has('invert'),
      whole: flame.base?.judged,
    }),
    showsBase: address.width === 'base' && tree.base !== undefined,
  };
}

function isApp(frame: ShownFrame | undefined): boolean {
  return frame?.origin === 'app';
}

/** The frame of a box; undefined for the root. */
export function frameOfBox({ tree, layout }: Scene, box: number): ShownFrame | undefined {
  return tree.frames[tree.frame[layout.node[box] as number] as number];
}

/** Whether a box stands for calls that the server left out. */
export function isPruned(scene: Scene, box: number): boolean {
  return isPrunedFrame(frameOfBox(scene, box));
}

export function labelOfBox(scene: Scene, box: number): string {
  const frame = scene.tree.frame[scene.layout.node[box] as number] as number;
  return frame < 0 ? scene.rootLabel : (scene.labels[frame] ?? '');
}

/** The change of a box; undefined without a baseline. */
export function changeOfBox({ changes, layout }: Scene, box: number): Changed | undefined {
  return changes?.[layout.node[box] as number];
}

/** The text in a box, with a mark for a certain change, for readers who cannot tell the colours apart. */
export function textOfBox(scene: Scene, box: number): string {
  return (changeOfBox(scene, box)?.mark ?? '') + labelOfBox(scene, box);
}

/** The colour of a box. */
export function kindOfBox(scene: Scene, box: number): Kind {
  const frame = scene.tree.frame[scene.layout.node[box] as number] as number;
  return changeOfBox(scene, box)?.kind ?? scene.kinds[frame] ?? 'root';
}

/** Boxes from the root to this one. */
export function pathTo({ layout }: Pick<Scene, 'layout'>, box: number): number[] {
  const path = [box];
  for (let at = box; at > 0; ) path.unshift((at = layout.above[at] as number));
  return path;
}
