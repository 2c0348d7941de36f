import { legendOf } from '../flame/legend.ts';
import type { Scene } from '../flame/scene.ts';

/** What the colours mean. Nothing depends on them alone: names and signs in the boxes say the same. */
export function FlameLegend({ scene }: { readonly scene: Scene }) {
  return (
    <ul class="key-list" aria-label="Colours">
      {legendOf(scene).map(([kind, name]) => (
        <li key={kind}>
          <svg class="swatch" width="10" height="10" aria-hidden="true">
            <rect class={`box-${kind}`} width="10" height="10" />
          </svg>{' '}
          {name}
        </li>
      ))}
    </ul>
  );
}
