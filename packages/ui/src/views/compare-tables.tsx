import type { ComponentChildren } from 'preact';
import {
  type ChangeColumn,
  changedFunctionColumns,
  changedPartColumns,
  changedRouteColumns,
} from '../../../core/src/presentation/compare-columns.ts';
import type { LatencyChangeRow } from '../../../core/src/presentation/latency-changes.ts';
import type { FunctionChange, RouteChange } from '../../../core/src/presentation/model/comparison.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { FunctionName, RouteName } from '../parts/name.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { visibleName } from '../shared.ts';
import { originName, placeOf, routeName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';
import { VerdictMark } from './verdict.tsx';

/** Routes, what surely changed first. */
export function ChangedRoutes({ rows }: { readonly rows: readonly RouteChange[] }) {
  if (rows.length === 0) return null;
  return (
    <Table label="Changed routes" name="Route" columns={changedRouteColumns}>
      {rows.map((row) => (
        <tr key={routeName(row)}>
          <th scope="row" class="route-name">
            <RouteName name={routeName(row)} />
          </th>
          <ChangeCells columns={changedRouteColumns} row={row} />
        </tr>
      ))}
    </Table>
  );
}

const nowhere = { file: '', line: 0 };

interface ChangedPartsProps {
  readonly rows: readonly LatencyChangeRow[];
  readonly model: ReportModel;
}

/** What latencies are made of; nothing where no request was traced. */
export function ChangedParts({ rows, model }: ChangedPartsProps) {
  if (rows.length === 0) return null;
  return (
    <Table label="Changed parts of latencies" name="Part of latency" columns={changedPartColumns}>
      {rows.map((row, index) => (
        <tr key={index}>
          <th scope="row">
            <RouteName name={routeName(row)} /> {visibleName(row.what, 60)}{' '}
            {row.wait && (
              <PlaceLink
                model={model}
                // The source of a place that is gone is gone, too.
                place={row.wait.perRequest.after > 0 ? row.wait : nowhere}
                text={placeOf(row.wait)}
              />
            )}
          </th>
          <ChangeCells columns={changedPartColumns} row={row} />
        </tr>
      ))}
    </Table>
  );
}

/** Functions, certain changes first. They are compared over the routes that both sides have. */
export function ChangedFunctions({ rows }: { readonly rows: readonly FunctionChange[] }) {
  if (rows.length === 0) return null;
  return (
    <Table label="Changed functions" name="Function" columns={changedFunctionColumns}>
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <FunctionName row={row} flame />{' '}
            <span class={`whose ink-${row.origin}`}>{row.origin === 'app' ? '' : originName(row)}</span>
          </th>
          <ChangeCells columns={changedFunctionColumns} row={row} />
        </tr>
      ))}
    </Table>
  );
}

interface TableProps<Row> {
  readonly label: string;
  readonly name: string;
  readonly columns: readonly ChangeColumn<Row>[];
  readonly children: ComponentChildren;
}

function Table<Row>({ label, name, columns, children }: TableProps<Row>) {
  return (
    <Sheet label={label}>
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {columns.map(({ head, help, shows }, index) => (
              <th key={index} scope="col" class={shows === 'verdict' ? 'thin' : 'num'} title={help}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Sheet>
  );
}

interface ChangeCellsProps<Row> {
  readonly columns: readonly ChangeColumn<Row>[];
  readonly row: Row;
}

function ChangeCells<Row>({ columns, row }: ChangeCellsProps<Row>) {
  return columns.map(({ shows, verdict, text }, index) => {
    const words = thinUnits(text(row));
    if (shows === 'verdict')
      return (
        <td key={index}>
          <VerdictMark verdict={verdict(row)} word={words} />
        </td>
      );
    const tone = { figure: '', change: ` verdict-${verdict(row)}`, doubt: ' soft' }[shows];
    return (
      <td key={index} class={`num${tone}`}>
        {words}
      </td>
    );
  });
}
