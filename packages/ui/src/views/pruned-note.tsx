import type { Weight } from '../data/address.ts';
import type { Flame } from '../data/model.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../shared.ts';

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
    <p class="soft">
      <b>(pruned)</b> stands for {formatCount(nodes)} small calls, counted in each route, with{' '}
      {formatDuration(cpuMicros)} CPU and {formatCount(samples)} samples
      {share === undefined ? '' : `, ${formatShare(share)} of what is shown`}.
    </p>
  );
}
