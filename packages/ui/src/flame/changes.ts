import type { Weight } from '../data/address.ts';
import { formatChange, judgeCall } from '../shared.ts';
import { type CallTree, totalsOf, weightsOf } from './call-tree.ts';

/** What became of calls, as colours: of changes that are more than noise, small ones and large ones. */
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

/** A call with all below it, against the same before. */
export interface Changed {
  readonly kind: ChangeKind;
  /** In front of its name; empty where nothing surely changed. */
  readonly mark: string;
  readonly before: number;
  readonly after: number;
}

const largeChange = 0.25;

/** What became of each node, in CPU time, or time on the loop where the graph is by that; nothing without a base. */
export function changesOf(tree: CallTree, weight: Weight): readonly Changed[] | undefined {
  const { base } = tree;
  if (base === undefined) return undefined;
  // Rates of sampling may differ: numbers of samples are how sure one can be, never what changed.
  const measure = weight === 'wall' ? 'wall' : 'cpu';
  const before = totalsOf(tree, weightsOf(base, measure));
  const after = totalsOf(tree, weightsOf(tree, measure));
  const samplesBefore = totalsOf(tree, base.samples);
  const samplesAfter = totalsOf(tree, tree.samples);
  return Array.from(after, (now, node) => {
    const was = before[node] as number;
    const verdict = judgeCall({
      before: was,
      after: now,
      samplesBefore: samplesBefore[node] as number,
      samplesAfter: samplesAfter[node] as number,
    });
    const change = now / was - 1;
    const size = Math.abs(change) >= largeChange ? 2 : 1;
    if (verdict === 'slower') return of(`slower${size}`, `▲ ${formatChange(change)} `, was, now);
    if (verdict === 'faster') return of(`faster${size}`, `▼ ${formatChange(change)} `, was, now);
    const mark = verdict === 'new' ? '▲ new ' : verdict === 'gone' ? '▼ gone ' : '';
    return of(verdict, mark, was, now);
  });
}

function of(kind: ChangeKind, mark: string, before: number, after: number): Changed {
  return { kind, mark, before, after };
}
