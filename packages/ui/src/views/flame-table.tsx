import { useState } from 'preact/hooks';
import { type FlameWeights, flameColumns } from '../../../core/src/presentation/flame-columns.ts';
import type { Whole } from '../../../core/src/presentation/scope.ts';
import { totalsOf } from '../../../core/src/profile/call-tree.ts';
import { changeOfBox, frameOfBox, labelOfBox, type Scene } from '../flame/scene.ts';
import { ColumnCells } from '../parts/column-cells.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { visibleName } from '../shared.ts';
import { placeOf } from '../text/names.ts';

const mostRows = 300;
const leastShare = 0.002;

interface FlameTableProps {
  readonly scene: Scene;
  readonly zoomed: number;
  readonly onZoom: (box: number) => void;
}

/** The graph as a table, for readers who cannot see it, or want to copy numbers. */
export function FlameTable({ scene, zoomed, onZoom }: FlameTableProps) {
  const [open, setOpen] = useState(false);
  const { measure, weight, tree, layout, showsBase } = scene;
  const samples = totalsOf(tree, ((showsBase && tree.base) || tree).samples);
  const columns = flameColumns({
    ...{ measure, weight, isCompared: scene.changes !== undefined },
    hasSamples: measure === undefined || (samples[0] as number) > 0,
  });
  const scope: Whole = { cpuMicros: layout.total[0] as number, measure, name: '' };
  return (
    <details class="as-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The graph as a table</summary>
      {open && (
        <Sheet label="The graph as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">Call</th>
                <ColumnHeads columns={columns} standard="" />
                <th scope="col" class="num">
                  Level
                </th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(scene, zoomed).map((box) => {
                const frame = frameOfBox(scene, box);
                const level = (scene.layout.depth[box] as number) - (scene.layout.depth[zoomed] as number);
                return (
                  <tr key={box}>
                    <th scope="row" style={{ paddingLeft: `${Math.min(level, 40) * 10 + 6}px` }}>
                      <button type="button" class="plain" onClick={() => onZoom(box)}>
                        <bdi>{visibleName(labelOfBox(scene, box))}</bdi>
                      </button>{' '}
                      <bdi class="soft">{frame === undefined ? '' : placeOf(frame)}</bdi>
                    </th>
                    <ColumnCells
                      columns={columns}
                      row={weightsOf(scene, samples, box)}
                      scope={scope}
                      kind="call"
                    />
                    <td class="num">{level}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Sheet>
      )}
    </details>
  );
}

function weightsOf(scene: Scene, samples: Float64Array, box: number): FlameWeights {
  const { total, own, node } = scene.layout;
  const changed = changeOfBox(scene, box);
  return {
    total: total[box] as number,
    self: own[box] as number,
    samples: samples[node[box] as number] as number,
    ...(changed && { before: changed.before, change: changed.change }),
  };
}

/** What is worth a row: the heaviest calls of what is zoomed to, callers first. A caller is as heavy as its calls. */
function rowsOf({ layout }: Scene, zoomed: number): number[] {
  const total = (box: number): number => layout.total[box] as number;
  const least = total(zoomed) * leastShare;
  const rows: number[] = [];
  for (let box = zoomed; box < (layout.end[zoomed] as number); ) {
    if (total(box) >= least) rows.push(box++);
    else box = layout.end[box] as number;
  }
  if (rows.length <= mostRows) return rows;
  return rows
    .sort((a, b) => total(b) - total(a) || a - b)
    .slice(0, mostRows)
    .sort((a, b) => a - b);
}
