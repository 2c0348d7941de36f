import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address, mostNodes, type Weight } from '../data/address.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { formatAmount, formatDuration, formatShare, plural, shareOf } from '../shared.ts';

interface PrunedNoteProps {
  readonly flame: FlameGraph;
  readonly whole: number;
  readonly weight: Weight;
  readonly measure: ReportModel['measure'];
  /** Whether the page left out callers, too; see `invert`. */
  readonly cut: boolean;
}

/** Says what the graph leaves out, so that nobody takes `(pruned)` for a function. */
export function PrunedNote({ flame, whole, weight, cut, measure }: PrunedNoteProps) {
  const { nodes, cpuMicros, samples } = flame.pruned;
  const left = nodes > 0 || cpuMicros > 0 || samples > 0;
  if (!left && !cut) return null;
  const share =
    weight === 'samples' ? shareOf(samples, whole) : weight === 'cpu' ? shareOf(cpuMicros, whole) : undefined;
  const calls = nodes > 0 ? `${plural(nodes, 'small call')}, counted in each route,` : 'small calls';
  const amounts =
    measure === undefined
      ? `${formatDuration(cpuMicros)} CPU and ${plural(samples, 'sample')}`
      : formatAmount(cpuMicros, measure);
  const part = share === undefined ? '' : `, ${formatShare(share)} of what is shown`;
  return (
    <p class="soft prose">
      <b>(pruned)</b> stands for {left && `${calls} with ${amounts}${part}`}
      {left && cut && ', and for '}
      {cut && 'callers that do not fit in an inverted graph'}.
      {savedData() === undefined && (
        <>
          {' '}
          Choose such a box, or any call, to see all calls of its function
          {address.value.nodes === '' && (
            <>
              , or <Link to={{ nodes: mostNodes }}>ask for ten times as many calls</Link>
            </>
          )}
          .
        </>
      )}
    </p>
  );
}
