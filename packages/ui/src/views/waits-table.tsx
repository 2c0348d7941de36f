import { useState } from 'preact/hooks';
import { groupOfWait, type PartKind } from '../../../core/src/presentation/latency-parts.ts';
import type { WaitRow } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { location } from '../../../core/src/presentation/names.ts';
import {
  eachMicros,
  patternName,
  perRequestText,
  waitName,
} from '../../../core/src/presentation/wait-words.ts';
import { PartsKey } from '../parts/latency-bar.tsx';
import { isNarrow } from '../parts/narrow.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Stretches } from '../parts/stretches.tsx';
import { formatDuration, plural, shareOf, visibleName } from '../shared.ts';

/** What matters comes first; a button shows the others. */
const fewRows = 12;
/** A statement may be long. */
const operationWidth = 90;

interface WaitsTableProps {
  /** Of one route. */
  readonly rows: readonly WaitRow[];
  readonly model: ReportModel;
}

/** What a route waits for, and where. */
export function WaitsTable({ rows, model }: WaitsTableProps) {
  const [everything, setEverything] = useState(false);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ micros }) => micros));
  const narrow = isNarrow.value;
  const shown = everything ? rows : rows.slice(0, fewRows);
  return (
    <div class="part">
      <h3>What it waits for</h3>
      <Sheet label="What it waits for">
        <table class="waits">
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col">Where</th>
              {!narrow && <th scope="col">Operation</th>}
              <th scope="col" class="num" title="Operations started here, per request.">
                Per request
              </th>
              <th scope="col" class="num" title="One operation, from its start to its end.">
                Each
              </th>
              <th scope="col" class="num" title="Per request, while nothing slower was under way.">
                In all
              </th>
              <th scope="col">
                <span class="unseen">As a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.id} row={row} most={most} model={model} narrow={narrow} />
            ))}
          </tbody>
        </table>
      </Sheet>
      {shown.length < rows.length && (
        <button type="button" class="plain" onClick={() => setEverything(true)}>
          Show all {plural(rows.length, 'wait')}
        </button>
      )}
      <PartsKey kinds={new Set<PartKind>(shown.map(groupOfWait))} />
    </div>
  );
}

interface RowProps {
  readonly row: WaitRow;
  readonly most: number;
  readonly model: ReportModel;
  readonly narrow: boolean;
}

function Row({ row, most, model, narrow }: RowProps) {
  const { name, operation, library, micros, parallelMicros } = row;
  const pattern = patternName(row);
  const place = location({ file: row.file, line: row.line });
  const amount = formatDuration(micros);
  return (
    <tr>
      <th scope="row">
        {visibleName(waitName(row), 60)}
        {narrow && operation !== '' && <Operation text={operation} />}
      </th>
      <td class="where">
        <bdi>{visibleName(name, 40)}</bdi> <PlaceLink model={model} place={row} text={place} />
      </td>
      {!narrow && (
        <td>
          <Operation text={operation} />
          {library !== '' && <span class="spot"> {visibleName(library, 30)}</span>}
        </td>
      )}
      <td class="num">
        {perRequestText(row)} {pattern !== '' && <b class="pattern">{pattern}</b>}
      </td>
      <td class="num">{formatDuration(eachMicros(row))}</td>
      <td class="num">
        {amount}
        {parallelMicros > 0 && <span class="soft"> + {formatDuration(parallelMicros)} beside</span>}
      </td>
      <td class="bar-cell">
        <Stretches
          label={amount}
          stretches={[{ kind: groupOfWait(row), from: 0, width: shareOf(micros, most), title: amount }]}
        />
      </td>
    </tr>
  );
}

function Operation({ text }: { readonly text: string }) {
  return (
    <code class="operation" title={visibleName(text, 400)}>
      {visibleName(text, operationWidth)}
    </code>
  );
}
