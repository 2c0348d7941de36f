import type { Stretch } from '../../../core/src/presentation/request-lanes.ts';
import { thinUnits } from '../text/thin-units.ts';
import { percent } from './share-bar.tsx';

interface StretchesProps {
  readonly stretches: readonly Stretch[];
  /** The same in words. */
  readonly label: string;
  readonly tall?: boolean;
}

/** Times on an axis, each kind in its colour: a route's latency, or a lane of a request. */
export function Stretches({ stretches, label, tall = false }: StretchesProps) {
  return (
    <span class={tall ? 'stretches tall' : 'stretches'} role="img" aria-label={thinUnits(label)}>
      {stretches.map(({ kind, from, width, title }, index) => (
        <i
          key={index}
          class={`time-${kind}`}
          title={thinUnits(title)}
          style={{ left: `${percent(from)}%`, width: `${percent(width)}%` }}
        />
      ))}
    </span>
  );
}
