import { useState } from 'preact/hooks';
import {
  blockLength,
  blockSpot,
  blockVictims,
  blockWorker,
} from '../../../core/src/presentation/block-words.ts';
import type { BlockFrame, BlockRow } from '../../../core/src/presentation/model/block-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { location, routeName } from '../../../core/src/presentation/names.ts';
import { formatMoment } from '../../../core/src/presentation/quantity.ts';
import { BarChart } from '../parts/bar-chart.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { formatCount, formatDuration, plural, visibleName } from '../shared.ts';
import { ticksOf } from './latency-chart.tsx';

/** What matters comes first; a button shows the others. */
const fewRows = 8;

/** Times in which the event loop did not come back: by whom, where, and who waited. Of one route, if the report is. */
export function Blocks({ model }: { readonly model: ReportModel }) {
  const [everything, setEverything] = useState(false);
  const { blocks, measure } = model;
  if (blocks.length === 0 || measure !== undefined) return null;
  const shown = everything ? blocks : blocks.slice(0, fewRows);
  return (
    <section class="part blocks" aria-labelledby="blocks-title">
      <h3 id="blocks-title">
        Blocks of the event loop <span class="soft">nothing else could run meanwhile</span>
      </h3>
      <Sheet label="Blocks of the event loop">
        <table>
          <thead>
            <tr>
              <th scope="col">Held by</th>
              <th scope="col">In</th>
              <th scope="col" class="num">
                For
              </th>
              <th scope="col">When</th>
              <th scope="col">Who waited</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={`${row.pid} ${row.at}`} row={row} model={model} />
            ))}
          </tbody>
        </table>
      </Sheet>
      {shown.length < blocks.length && (
        <button type="button" class="plain" onClick={() => setEverything(true)}>
          Show all {plural(blocks.length, 'block')}
        </button>
      )}
      {model.query.route === '' && <Lengths lengths={model.blockLengths} />}
    </section>
  );
}

/** How long all of them were. */
function Lengths({ lengths }: { readonly lengths: ReportModel['blockLengths'] }) {
  const { lowerMicros, upperMicros, count } = lengths;
  const all = count.reduce((sum, one) => sum + one, 0);
  if (all < 2) return null;
  const bars = count.map((value, index) => {
    const [from, to] = [formatDuration(lowerMicros[index] ?? 0), formatDuration(upperMicros[index] ?? 0)];
    return {
      value,
      title: `${from} to ${to}: ${plural(value, 'block')}`,
      cells: [from, to, formatCount(value)],
    };
  });
  return (
    <BarChart
      title="Blocks by length"
      note={plural(all, 'block')}
      summary={`${plural(all, 'block')} by length`}
      bars={bars}
      heads={['From', 'To', 'Blocks']}
      top={plural(Math.max(...count), 'block')}
      ticks={ticksOf(lowerMicros, upperMicros)}
    />
  );
}

function Row({ row, model }: { readonly row: BlockRow; readonly model: ReportModel }) {
  const isRoute = row.method !== '';
  return (
    <tr>
      <th scope="row">{isRoute ? <RouteLink name={routeName(row)} /> : visibleName(blockWorker(row))}</th>
      <td>
        {row.name === '' ? (
          <span class="soft">{blockSpot(row)}</span>
        ) : (
          <bdi>{visibleName(row.name, 60)}</bdi>
        )}{' '}
        <PlaceLink
          model={model}
          place={{ file: row.file, line: row.line }}
          text={location({ file: row.file, line: row.line })}
        />
        <Stack frames={row.stack} />
      </td>
      <td class="num">{blockLength(row)}</td>
      <td>{formatMoment(row.at)}</td>
      <td>{visibleName(blockVictims(row), 300)}</td>
    </tr>
  );
}

/** All calls, the innermost first. */
function Stack({ frames }: { readonly frames: readonly BlockFrame[] }) {
  if (frames.length < 2) return null;
  return (
    <details>
      <summary class="soft">Stack</summary>
      <ol class="stack-lines">
        {frames.map((frame, index) => (
          <li key={index}>
            <bdi>{visibleName(frame.name, 60)}</bdi>{' '}
            <span class="spot">{visibleName(location({ file: frame.file, line: frame.line }))}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
