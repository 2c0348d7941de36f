import { type FoldedCalls, foldFrameworks } from '../../../core/src/presentation/fold-frameworks.ts';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { ReportQuery } from '../../../core/src/query/query.ts';
import type { CallTree, Weights } from './call-tree.ts';
import type { Folded } from './fold.ts';

/**
 * The graph as the text report also shows it: frameworks' internal calls folded, unless `fold=0` asks for all frames.
 */
export function shownTree(
  flame: FlameGraph,
  measured: CallTree,
  asked: Pick<ReportQuery, 'fold' | 'root'>,
): Folded {
  const folded = foldFrameworks(flame, asked);
  const { frames, shownAs } = folded;
  if (frames.length === flame.frames.length) return { tree: measured, drawnAs: shownAs };
  const tree = {
    frames,
    parent: Int32Array.from(folded.parent),
    frame: Int32Array.from(folded.frame),
    ...summed(measured, folded),
    ...(measured.base === undefined ? {} : { base: summed(measured.base, folded) }),
  };
  return { tree, drawnAs: shownAs };
}

function summed({ samples, cpuMicros, wallMicros }: Weights, { parent, place }: FoldedCalls): Weights {
  const sum = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(parent.length);
    for (const [node, at] of place.entries()) sums[at] = (sums[at] as number) + (values[node] as number);
    return sums;
  };
  return { samples: sum(samples), cpuMicros: sum(cpuMicros), wallMicros: sum(wallMicros) };
}
