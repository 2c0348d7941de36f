import type { RefObject } from 'preact';
import { address, go, type Weight } from '../data/address.ts';
import { currentPalette } from '../flame/colours.ts';
import { svgOf } from '../flame/export-svg.ts';
import { type Scene, type Switch, switchedOn, switches } from '../flame/scene.ts';
import { SearchBox } from '../parts/search-box.tsx';

const switchNames: Readonly<Record<Switch, readonly [name: string, help: string]>> = {
  packages: ['Fold dependencies', 'One box for consecutive calls within one package.'],
  node: ['Fold Node', 'One box for consecutive calls within Node and native code.'],
  app: ['App first', 'Show the app’s calls to the left of the others.'],
  invert: ['Invert', 'First row: the functions that spent the time. Below: their callers.'],
  '0': [
    'All frames',
    'Every call as it was measured: no level of routes, nothing folded, and Node’s frames that start a turn of the loop.',
  ],
};

interface FlameToolsProps {
  readonly scene: Scene;
  readonly zoomed: number;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly matched: string | undefined;
  /** What is wrong with the search. */
  readonly problem: string | undefined;
}

/** Search, measure, folding and saving. */
export function FlameTools({ scene, zoomed, canvas, matched, problem }: FlameToolsProps) {
  const on = switchedOn(address.value);
  const flip = (name: Switch): void => {
    const next = switches.filter((one) => on.has(one) !== (one === name));
    go({ fold: next.join('.'), zoom: '' });
  };
  const saveSvg = (): void => {
    const from = scene.layout.start[zoomed] as number;
    const svg = svgOf(scene, currentPalette(), from, from + (scene.layout.total[zoomed] as number), 1600);
    save(new Blob([svg], { type: 'image/svg+xml' }), 'flame.svg');
  };
  const savePng = (): void => canvas.current?.toBlob((blob) => blob !== null && save(blob, 'flame.png'));
  return (
    <>
      <div class="tools">
        <SearchBox label="Search calls" problem={problem} />
        {scene.measure === undefined && (
          <label class="field">
            Width by
            <select
              value={scene.weight}
              onChange={(event) => go({ weight: event.currentTarget.value as Weight })}
            >
              <option value="cpu">CPU time</option>
              <option value="wall">time on the loop</option>
              <option value="samples">samples</option>
            </select>
          </label>
        )}
        {scene.changes !== undefined && (
          <label class="field">
            Widths of
            <select
              value={scene.showsBase ? 'base' : ''}
              onChange={(event) => go({ width: event.currentTarget.value, zoom: '' })}
            >
              <option value="">current</option>
              <option value="base">baseline</option>
            </select>
          </label>
        )}
        <fieldset class="choices">
          <legend class="unseen">Folding</legend>
          {switches.map((name) => (
            <button
              key={name}
              type="button"
              title={switchNames[name][1]}
              aria-pressed={on.has(name)}
              onClick={() => flip(name)}
            >
              {switchNames[name][0]}
            </button>
          ))}
        </fieldset>
        <div class="choices">
          <button type="button" onClick={saveSvg}>
            Save SVG
          </button>
          <button type="button" title="The visible part of the graph" onClick={savePng}>
            Save PNG
          </button>
        </div>
      </div>
      <p class="soft" role="status">
        {matched !== undefined && `The search matches ${matched} of the whole.`}
      </p>
    </>
  );
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
