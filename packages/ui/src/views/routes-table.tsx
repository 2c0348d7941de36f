import type { Column } from '../../../core/src/presentation/column.ts';
import { withoutParts } from '../../../core/src/presentation/latency-words.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { besideParts, routeColumns } from '../../../core/src/presentation/route-columns.ts';
import { type RouteParts, routeParts } from '../../../core/src/presentation/route-parts.ts';
import { type Whole, wholeApp } from '../../../core/src/presentation/scope.ts';
import { isTraced } from '../../../core/src/presentation/traced.ts';
import { address } from '../data/address.ts';
import { ColumnCells } from '../parts/column-cells.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { LatencyBar, PartsKey } from '../parts/latency-bar.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SortHead } from '../parts/sort-head.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { visibleName } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { type SlicePlace, slicePlaces } from './slice-places.ts';
import { standardSort } from './table-rows.ts';

/** The columns that fit on a screen of 1440 pixels. */
function shownColumns(model: ReportModel): readonly Column<RouteRow>[] {
  if (isTraced(model)) return besideParts(model);
  return routeColumns(model).filter(({ title }) => title !== 'mean' && title !== 'aborted');
}

interface RoutesTableProps {
  readonly rows: readonly RouteRow[];
  readonly model: ReportModel;
}

/** The routes with their costs and latencies. A click on one limits every view to it. */
export function RoutesTable({ rows, model }: RoutesTableProps) {
  const parts = isTraced(model) ? routeParts(model, rows) : undefined;
  const most = Math.max(...rows.map(({ cpuShare }) => cpuShare));
  const standard = standardSort(model);
  const places = slicePlaces(model.activity);
  const columns = shownColumns(model);
  return (
    <>
      <Sheet label="Routes">
        <table>
          <thead>
            <tr>
              <SortHead title="Route" sort="route" standard={standard} number={false} />
              {parts !== undefined && (
                <SortHead
                  title="Latency by its parts"
                  sort="mean"
                  standard={standard}
                  number={false}
                  help="The mean, of requests that were traced. Hatched: before Node saw the request, an estimate."
                />
              )}
              {parts === undefined && <OverTimeHead standard={standard} />}
              <ColumnHeads columns={columns} standard={standard} />
              {parts !== undefined && <OverTimeHead standard={standard} />}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={routeName(row)}
                row={row}
                scope={wholeApp(model)}
                columns={columns}
                most={most}
                places={places}
                parts={parts}
              />
            ))}
          </tbody>
        </table>
      </Sheet>
      {parts !== undefined && <PartsKey kinds={parts.kinds} />}
    </>
  );
}

function OverTimeHead({ standard }: { readonly standard: string }) {
  return (
    <SortHead
      title="Over time"
      standard={standard}
      number={false}
      thin
      help="CPU over the measured time, relative to the row’s highest value."
    />
  );
}

interface RowProps {
  readonly row: RouteRow;
  readonly scope: Whole;
  readonly columns: readonly Column<RouteRow>[];
  readonly most: number;
  readonly places: readonly SlicePlace[];
  readonly parts: RouteParts | undefined;
}

function Row({ row, scope, columns, most, places, parts }: RowProps) {
  const name = routeName(row);
  const chosen = address.value.route === name;
  return (
    <tr class={chosen ? 'chosen' : undefined}>
      <th scope="row" class="route-name">
        <RouteLink name={name} chosen={chosen} />
      </th>
      {parts !== undefined && <PartsCell row={row} parts={parts} />}
      {parts === undefined && <OverTimeCell row={row} places={places} />}
      <ColumnCells columns={columns} row={row} scope={scope} kind="routes" most={most} />
      {parts !== undefined && <OverTimeCell row={row} places={places} />}
    </tr>
  );
}

function PartsCell({ row, parts }: { readonly row: RouteRow; readonly parts: RouteParts }) {
  const own = parts.byRoute.get(routeName(row));
  return (
    <td class="latency">
      {own === undefined ? (
        <span class="soft">{withoutParts(row.latencyParts.cut)}</span>
      ) : (
        <LatencyBar parts={own} most={parts.most} />
      )}
    </td>
  );
}

function OverTimeCell({ row, places }: Pick<RowProps, 'row' | 'places'>) {
  return (
    <td class="thin">
      <Sparkline
        bars={places.map(({ from, width, seconds }, index) => ({
          from,
          width,
          height: (row.activity[index] ?? 0) / seconds,
        }))}
        label={`CPU over time of ${visibleName(routeName(row), 80)}`}
      />
    </td>
  );
}
