import { labelOfBox, pathTo, type Scene } from '../flame/scene.ts';
import { visibleName } from '../shared.ts';

interface FlameCrumbsProps {
  readonly scene: Scene;
  readonly zoomed: number;
  readonly onZoom: (box: number) => void;
}

/** The way from the root to what fills the graph now. */
export function FlameCrumbs({ scene, zoomed, onZoom }: FlameCrumbsProps) {
  return (
    <nav class="crumbs" aria-label="Zoom">
      <ol>
        {pathTo(scene, zoomed).map((box) => (
          <li key={box}>
            {box === zoomed ? (
              <b aria-current="location">{visibleName(labelOfBox(scene, box), 60)}</b>
            ) : (
              <button type="button" class="plain" onClick={() => onZoom(box)}>
                {visibleName(labelOfBox(scene, box), 40)}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
