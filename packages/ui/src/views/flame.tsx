import { useMemo, useRef, useState } from 'preact/hooks';
import { address, go } from '../data/address.ts';
import type { Model } from '../data/model.ts';
import { keyText, nodeOfKey } from '../flame/path-keys.ts';
import { sceneOf } from '../flame/scene.ts';
import { matchedWeight, matchingFrames } from '../flame/search.ts';
import { State } from '../parts/state.tsx';
import { formatShare, shareOf } from '../shared.ts';
import { matchOf } from '../text/match.ts';
import { FlameCanvas } from './flame-canvas.tsx';
import { FlameCrumbs } from './flame-crumbs.tsx';
import { FlameSelection } from './flame-selection.tsx';
import { FlameTable } from './flame-table.tsx';
import { FlameTools } from './flame-tools.tsx';
import { PrunedNote } from './pruned-note.tsx';

/** All calls as boxes: as wide as their cost, each below its caller. */
export function FlameView({ model }: { readonly model: Model }) {
  const { flame } = model;
  const { fold, weight, zoom, filter } = address.value;
  const { route } = model.query;
  const canvas = useRef<HTMLCanvasElement>(null);
  // The box that the reader has chosen, by its key: it is the same one in the next report.
  const [chosenKey, setChosenKey] = useState('');
  const scene = useMemo(
    () => (flame === undefined ? undefined : sceneOf(flame, { fold, weight, route })),
    [flame, fold, weight, route],
  );
  const matching = useMemo(
    () => (scene === undefined ? undefined : matchingFrames(scene.tree, matchOf(filter))),
    [scene, filter],
  );
  if (flame === undefined || scene === undefined) return <State title="No calls were sampled here yet." />;
  const { layout, keys, tree } = scene;
  const whole = layout.total[0] as number;
  if (!(whole > 0)) return <State title="No calls were sampled here yet." />;
  const boxOf = (key: string): number => layout.node.indexOf(nodeOfKey(keys, key));
  const keyOf = (box: number): string =>
    box <= 0 ? '' : keyText(keys[layout.node[box] as number] as number);
  const zoomed = boxOf(zoom);
  const cursor = chosenKey === '' ? zoomed : boxOf(chosenKey);
  const zoomTo = (box: number): void => {
    setChosenKey(keyOf(box));
    go({ zoom: keyOf(box) });
  };
  const matched = matching && formatShare(shareOf(matchedWeight(tree, layout, matching), whole));
  return (
    <>
      <FlameTools scene={scene} zoomed={zoomed} canvas={canvas} matched={matched} />
      <FlameCrumbs scene={scene} zoomed={zoomed} onZoom={zoomTo} />
      <FlameCanvas
        scene={scene}
        zoomed={zoomed}
        cursor={cursor}
        matching={matching}
        canvas={canvas}
        onZoom={zoomTo}
        onCursor={(box) => setChosenKey(keyOf(box))}
      />
      <FlameSelection scene={scene} box={cursor} zoomed={zoomed} />
      <PrunedNote flame={flame} whole={whole} weight={weight} />
      <FlameTable scene={scene} zoomed={zoomed} onZoom={zoomTo} />
    </>
  );
}
