import { useState } from 'preact/hooks';
import { changeOfBox, frameOfBox, labelOfBox, type Scene } from '../flame/scene.ts';
import { Sheet } from '../parts/sheet.tsx';
import { formatDuration, formatShare, shareOf, visibleName } from '../shared.ts';
import { placeOf } from '../text/names.ts';
import { amountText, weightName } from './flame-words.ts';

const mostRows = 300;
const leastShare = 0.002;
/** Where nothing surely changed. */
const changeWords: Readonly<Record<string, string>> = { same: 'noise', unsure: 'unsure' };

interface FlameTableProps {
  readonly scene: Scene;
  readonly zoomed: number;
  readonly onZoom: (box: number) => void;
}

/** The graph as a table, for those who cannot see it, or want to copy numbers. */
export function FlameTable({ scene, zoomed, onZoom }: FlameTableProps) {
  const [open, setOpen] = useState(false);
  const measure = weightName(scene.weight, scene);
  return (
    <details class="as-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The graph as a table</summary>
      {open && (
        <Sheet label="The graph as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">Call</th>
                <th scope="col" class="num">
                  Total %
                </th>
                <th scope="col" class="num">
                  Total {measure}
                </th>
                {scene.changes !== undefined && (
                  <>
                    <th scope="col" class="num">
                      Before
                    </th>
                    <th scope="col" class="num">
                      Change
                    </th>
                  </>
                )}
                <th scope="col" class="num">
                  Self {measure}
                </th>
                <th scope="col" class="num">
                  Level
                </th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(scene, zoomed).map((box) => {
                const frame = frameOfBox(scene, box);
                const level = (scene.layout.depth[box] as number) - (scene.layout.depth[zoomed] as number);
                const total = scene.layout.total[box] as number;
                const change = changeOfBox(scene, box);
                return (
                  <tr key={box}>
                    <th scope="row" style={{ paddingLeft: `${Math.min(level, 40) * 10 + 6}px` }}>
                      <button type="button" class="plain" onClick={() => onZoom(box)}>
                        <bdi>{visibleName(labelOfBox(scene, box))}</bdi>
                      </button>{' '}
                      <bdi class="soft">{frame === undefined ? '' : placeOf(frame)}</bdi>
                    </th>
                    <td class="num">{formatShare(shareOf(total, scene.layout.total[0] as number))}</td>
                    <td class="num">{amountText(scene.weight, total, scene)}</td>
                    {change !== undefined && (
                      <>
                        <td class="num">{formatDuration(change.before)}</td>
                        <td class="num">
                          {change.mark === '' ? changeWords[change.kind] : change.mark.trim()}
                        </td>
                      </>
                    )}
                    <td class="num">{amountText(scene.weight, scene.layout.own[box] as number, scene)}</td>
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
