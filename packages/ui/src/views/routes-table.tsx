import type { Column } from '../../../core/src/presentation/column.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { routeColumns } from '../../../core/src/presentation/route-columns.ts';
import { type Whole, wholeApp } from '../../../core/src/presentation/scope.ts';
import { address } from '../data/address.ts';
import { savedData, savedRoute } from '../data/saved.ts';
import { ColumnCells } from '../parts/column-cells.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { Link } from '../parts/link.tsx';
import { RouteName } from '../parts/name.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SortHead } from '../parts/sort-head.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { visibleName } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { type SlicePlace, slicePlaces } from './slice-places.ts';

/** The columns that fit on a screen of 1440 pixels. */
function shownColumns(model: ReportModel): readonly Column<RouteRow>[] {
  return routeColumns(model).filter(({ title }) => title !== 'mean' && title !== 'aborted');
}

interface RoutesTableProps {
  readonly rows: readonly RouteRow[];
  readonly model: ReportModel;
}

/** The routes with their costs and latencies. A click on one limits every view to it. */
export function RoutesTable({ rows, model }: RoutesTableProps) {
  const places = slicePlaces(model.activity);
  const columns = shownColumns(model);
  const most = Math.max(...rows.map(({ cpuShare }) => cpuShare));
  return (
    <Sheet label="Routes">
      <table>
        <thead>
          <tr>
            <SortHead title="Route" sort="route" standard="cpu" number={false} />
            <SortHead
              title="Over time"
              standard="cpu"
              number={false}
              thin
              help="CPU over the measured time, relative to the row’s highest value."
            />
            <ColumnHeads columns={columns} standard="cpu" />
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
            />
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

/** A link to the route in all views; on a saved page, to its box in the flame graph. */
function RouteLink({ name, chosen }: { readonly name: string; readonly chosen: boolean }) {
  const box = savedRoute(name);
  if (savedData() !== undefined && box === '') return <RouteName name={name} />;
  return (
    <Link to={box === '' ? { route: chosen ? '' : name } : { view: 'flame', zoom: box }}>
      <RouteName name={name} />
    </Link>
  );
}

interface RowProps {
  readonly row: RouteRow;
  readonly scope: Whole;
  readonly columns: readonly Column<RouteRow>[];
  readonly most: number;
  readonly places: readonly SlicePlace[];
}

function Row({ row, scope, columns, most, places }: RowProps) {
  const name = routeName(row);
  const chosen = address.value.route === name;
  return (
    <tr class={chosen ? 'chosen' : undefined}>
      <th scope="row" class="route-name">
        <RouteLink name={name} chosen={chosen} />
      </th>
      <td class="thin">
        <Sparkline
          bars={places.map(({ from, width, seconds }, index) => ({
            from,
            width,
            height: (row.activity[index] ?? 0) / seconds,
          }))}
          label={`CPU over time of ${visibleName(name, 80)}`}
        />
      </td>
      <ColumnCells columns={columns} row={row} scope={scope} kind="routes" most={most} />
    </tr>
  );
}
