import { address, mostNodes, type Weight } from '../data/address.ts';
import type { Flame } from '../data/model.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { formatDuration, formatShare, plural, shareOf } from '../shared.ts';

interface PrunedNoteProps {
  readonly flame: Flame;
  readonly whole: number;
  readonly weight: Weight;
}

/** What the graph leaves out, in words: an unexplained rest would be taken for a function. */
export function PrunedNote({ flame, whole, weight }: PrunedNoteProps) {
  const { nodes, cpuMicros, samples } = flame.pruned;
  if (nodes === 0) return null;
  const share =
    weight === 'samples' ? shareOf(samples, whole) : weight === 'cpu' ? shareOf(cpuMicros, whole) : undefined;
  return (
    <p class="soft prose">
      <b>(pruned)</b> stands for {plural(nodes, 'small call')}, counted in each route, with{' '}
      {formatDuration(cpuMicros)} CPU and {plural(samples, 'sample')}
      {share === undefined ? '' : `, ${formatShare(share)} of what is shown`}.
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
