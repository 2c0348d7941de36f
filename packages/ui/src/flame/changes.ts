import { changeOfCall } from '../../../core/src/comparison/call-change.ts';
import { type CallChange, callMark } from '../../../core/src/presentation/call-change-words.ts';
import type { JudgedChange } from '../../../core/src/presentation/model/comparison.ts';
import { totalsOf } from '../../../core/src/profile/call-tree.ts';
import type { Weight } from '../data/address.ts';
import { type CallTree, weightsOf } from './call-tree.ts';

/**
 * How calls changed, as colours. Changes that are more than noise have a colour for small ones and one for large ones.
 */
export const changeKinds = [
  'new',
  'slower2',
  'slower1',
  'same',
  'unsure',
  'faster1',
  'faster2',
  'gone',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A call with all its callees, compared with the baseline. */
export interface Changed {
  readonly kind: ChangeKind;
  readonly change: CallChange;
  /** In front of its name; empty where nothing surely changed. */
  readonly mark: string;
  readonly before: number;
  readonly after: number;
  /** The comparison's result for its function, or for all requests together; `kind` and `mark` then follow it. */
  readonly listed: JudgedChange | undefined;
}

export interface ChangeOptions {
  readonly weight: Weight;
  /** In an inverted graph only the first row has whole functions, and their self time. */
  readonly inverted: boolean;
  /** The comparison's result for all requests together. */
  readonly whole: JudgedChange | undefined;
}

const largeChange = 0.25;

/**
 * The change of each node, by CPU time, or by time on the loop if the graph is by that; undefined without a baseline.
 */
export function changesOf(
  tree: CallTree,
  { weight, inverted, whole }: ChangeOptions,
): readonly Changed[] | undefined {
  const { base } = tree;
  if (base === undefined) return undefined;
  // Sampling rates may differ, so numbers of samples only tell how certain a change is, not how large.
  const measure = weight === 'wall' ? 'wall' : 'cpu';
  const before = totalsOf(tree, weightsOf(base, measure));
  const after = totalsOf(tree, weightsOf(tree, measure));
  const samplesBefore = totalsOf(tree, base.samples);
  const samplesAfter = totalsOf(tree, tree.samples);
  // The comparison judges CPU time only.
  const listedOf = (node: number): JudgedChange | undefined => {
    if (measure === 'wall') return undefined;
    if (node === 0) return whole;
    const judged = tree.frames[tree.frame[node] as number]?.judged;
    if (!inverted) return judged?.total;
    return tree.parent[node] === 0 ? judged?.self : undefined;
  };
  return Array.from(after, (now, node) => {
    const was = before[node] as number;
    const listed = listedOf(node);
    const call = {
      before: was,
      after: now,
      samplesBefore: samplesBefore[node] as number,
      samplesAfter: samplesAfter[node] as number,
    };
    const change = changeOfCall(call, listed);
    const mark = callMark(change);
    return {
      ...{ kind: kindOf(change), change, mark: mark === '' ? '' : `${mark} ` },
      ...{ before: was, after: now, listed },
    };
  });
}

function kindOf({ verdict, change = 0 }: CallChange): ChangeKind {
  return verdict === 'slower' || verdict === 'faster'
    ? `${verdict}${Math.abs(change) >= largeChange ? 2 : 1}`
    : verdict;
}
