import { savedData } from '../data/saved.ts';
import { labelOfBox, pathTo, type Scene } from '../flame/scene.ts';
import { Link } from '../parts/link.tsx';
import { visibleName } from '../shared.ts';

interface FlameCrumbsProps {
  readonly scene: Scene;
  readonly zoomed: number;
  /** Whether the graph shows one function's calls. */
  readonly rooted: boolean;
  readonly onZoom: (box: number) => void;
}

/** The path from the root to the zoomed box. */
export function FlameCrumbs({ scene, zoomed, rooted, onZoom }: FlameCrumbsProps) {
  return (
    <nav class="crumbs" aria-label="Zoom">
      {rooted && savedData() !== undefined && <b>{visibleName(scene.rootLabel, 80)}</b>}
      {rooted && savedData() === undefined && (
        <Link class="button rooted" to={{ root: '' }} title="Back to the calls of all functions">
          {visibleName(scene.rootLabel, 80)} <span aria-hidden="true">✕</span>
          <span class="unseen">: leave</span>
        </Link>
      )}
      <ol>
        {(rooted && zoomed === 0 ? [] : pathTo(scene, zoomed)).map((box) => (
          <li key={box}>
            {box === zoomed ? (
              <b aria-current="location">{visibleName(labelOfBox(scene, box), 60)}</b>
            ) : (
              <button type="button" class="plain" onClick={() => onZoom(box)}>
                {rooted && box === 0 ? 'all of them' : visibleName(labelOfBox(scene, box), 40)}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
