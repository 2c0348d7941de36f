import type { PartKind } from '../../../core/src/presentation/latency-parts.ts';
import { percent } from './share-bar.tsx';

/** A part of an axis, in the colour of what the time went to. */
export interface Stretch {
  readonly kind: PartKind;
  /** Shares of the axis, 0 to 1. */
  readonly from: number;
  readonly width: number;
  readonly title: string;
}

interface StretchesProps {
  readonly stretches: readonly Stretch[];
  /** The same in words. */
  readonly label: string;
  readonly tall?: boolean;
}

/** Times on an axis, each kind in its colour: a route's latency, or a lane of a request. */
export function Stretches({ stretches, label, tall = false }: StretchesProps) {
  return (
    <span class={tall ? 'stretches tall' : 'stretches'} role="img" aria-label={label}>
      {stretches.map(({ kind, from, width, title }, index) => (
        <i
          key={index}
          class={`time-${kind}`}
          title={title}
          style={{ left: `${percent(from)}%`, width: `${percent(width)}%` }}
        />
      ))}
    </span>
  );
}
