import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address, go, type Weight } from '../data/address.ts';
import { currentSearch } from '../data/search.ts';
import type { Layout } from '../flame/layout.ts';
import { keyText, nodeOfKey } from '../flame/path-keys.ts';
import { isPruned, sceneOf } from '../flame/scene.ts';
import { litFrames, matchedWeight, matchingFrames } from '../flame/search.ts';
import { Link } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { formatShare, plural, shareOf } from '../shared.ts';
import { functionName } from '../text/names.ts';
import { FlameCanvas } from './flame-canvas.tsx';
import { FlameCrumbs } from './flame-crumbs.tsx';
import { FlameLegend } from './flame-legend.tsx';
import { FlameSelection } from './flame-selection.tsx';
import { FlameTable } from './flame-table.tsx';
import { FlameTools } from './flame-tools.tsx';
import { copyText, stackText, weightName } from './flame-words.ts';
import { PrunedNote } from './pruned-note.tsx';

/** All calls as boxes: as wide as their cost, each below its caller. */
export function FlameView({ model }: { readonly model: ReportModel }) {
  const { flame, measure } = model;
  const { fold, width, zoom, filter } = address.value;
  // Other measures have no time on the loop.
  const weight = measure === undefined ? address.value.weight : 'cpu';
  const { route, root = '' } = model.query;
  const canvas = useRef<HTMLCanvasElement>(null);
  // The chosen box by its key, which is the same in the next report.
  const [chosenKey, setChosenKey] = useState('');
  const [copied, setCopied] = useState('');
  // The link that was clicked goes away with the old graph, so the focus moves to the new graph.
  const drawn = useRef(root);
  useEffect(() => {
    if (drawn.current !== root) canvas.current?.closest<HTMLElement>('[tabindex]')?.focus();
    drawn.current = root;
  }, [root]);
  const scene = useMemo(
    () =>
      flame === undefined
        ? undefined
        : sceneOf(flame, { fold, weight, width, root }, rootName(flame, { route, root }), measure),
    [flame, fold, weight, width, route, root, measure],
  );
  const search = currentSearch();
  const matching = useMemo(
    () => (flame === undefined ? undefined : matchingFrames(flame, search)),
    [flame, filter, search.problem],
  );
  const lit = useMemo(() => scene && matching && litFrames(scene, matching), [scene, matching]);
  if (flame === undefined || scene === undefined || !((scene.layout.total[0] as number) > 0))
    return <NoCalls root={root} weight={weight} measure={measure} />;
  const { layout, keys } = scene;
  const whole = layout.total[0] as number;
  const boxOf = (key: string): number => layout.node.indexOf(nodeOfKey(keys, key));
  const keyOf = (box: number): string =>
    box <= 0 ? '' : keyText(keys[layout.node[box] as number] as number);
  const zoomed = withWeight(layout, boxOf(zoom));
  const cursor = chosenKey === '' ? zoomed : boxOf(chosenKey);
  const zoomTo = (box: number): void => {
    setChosenKey(keyOf(box));
    // A pruned box has nothing to zoom into; the line below the graph has a link to its calls.
    if (!isPruned(scene, box)) go({ zoom: keyOf(box) });
  };
  const copy = async (): Promise<void> => {
    await copyText(stackText(scene, cursor));
    setCopied(keyOf(cursor));
  };
  const matched = matching && formatShare(shareOf(matchedWeight(scene, matching), whole));
  return (
    <>
      <FlameTools scene={scene} zoomed={zoomed} canvas={canvas} matched={matched} problem={search.problem} />
      {flame.base !== undefined && <ComparedNote base={flame.base} weight={weight} />}
      {scene.changes !== undefined && <FlameLegend scene={scene} />}
      <FlameCrumbs scene={scene} zoomed={zoomed} rooted={root !== ''} onZoom={zoomTo} />
      <FlameCanvas
        scene={scene}
        zoomed={zoomed}
        cursor={cursor}
        matching={lit}
        canvas={canvas}
        onZoom={zoomTo}
        onCursor={(box) => setChosenKey(keyOf(box))}
        onCopy={copy}
      />
      <FlameSelection
        scene={scene}
        box={cursor}
        root={root}
        copied={copied !== '' && copied === keyOf(cursor)}
        onCopy={copy}
      />
      {scene.changes === undefined && <FlameLegend scene={scene} />}
      <PrunedNote flame={flame} whole={whole} weight={weight} measure={measure} cut={scene.cut} />
      <FlameTable scene={scene} zoomed={zoomed} onZoom={zoomTo} />
    </>
  );
}

/** The box, or its nearest caller with a weight: a box without width cannot be shown. */
function withWeight({ total, above }: Layout, box: number): number {
  let at = box;
  while (at > 0 && !((total[at] as number) > 0)) at = above[at] as number;
  return at;
}

/** What the colours compare. */
function ComparedNote({
  base: { leftOut },
  weight,
}: {
  readonly base: NonNullable<FlameGraph['base']>;
  readonly weight: Weight;
}) {
  return (
    <p class="soft prose">
      Colours are of {weight === 'wall' ? 'time on the loop' : 'CPU time'} for as many requests of each route
      as now.
      {leftOut.samples > 0 &&
        ` Left out: ${plural(leftOut.samples, 'sample')} before, of routes without requests on one of the two sides.`}
    </p>
  );
}

/** The label of the root, which has no function of its own. */
function rootName({ frame, frames }: FlameGraph, { route, root }: { route: string; root: string }): string {
  if (root === '') return route === '' ? 'whole app' : route;
  const first = frames[frame[1] ?? -1];
  return `All calls of ${first === undefined ? root : functionName(first)}`;
}

interface NoCallsProps {
  readonly root: string;
  readonly weight: Weight;
  readonly measure: ReportModel['measure'];
}

function NoCalls({ root, weight, measure }: NoCallsProps) {
  return (
    <State
      title={root === '' ? 'No calls were sampled here yet.' : 'No call of this function was sampled here.'}
    >
      {root !== '' && (
        <p>
          It may be in another route, or was cleared. <Link to={{ root: '' }}>All functions’ calls</Link>
        </p>
      )}
      {measure === undefined && weight !== 'samples' && (
        <p>
          The graph is by {weightName(weight, { measure })}:{' '}
          <Link to={{ weight: 'samples' }}>see it by samples</Link>
        </p>
      )}
    </State>
  );
}
