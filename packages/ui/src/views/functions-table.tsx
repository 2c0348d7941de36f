import { Fragment } from 'preact';
import { functionColumns } from '../../../core/src/presentation/function-columns.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import { scopeOf, type Whole } from '../../../core/src/presentation/scope.ts';
import { ColumnCells } from '../parts/column-cells.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { FunctionName } from '../parts/name.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SortHead } from '../parts/sort-head.tsx';
import { shareOf, visibleName } from '../shared.ts';
import { originName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';
import type { RowGroup } from './group-rows.ts';

interface FunctionsTableProps {
  readonly groups: readonly RowGroup[];
  readonly model: ReportModel;
}

/** Functions with their costs, grouped or not. */
export function FunctionsTable({ groups, model }: FunctionsTableProps) {
  const scope = scopeOf(model);
  const columns = functionColumns(model);
  const most = Math.max(
    ...groups.map(({ rows }) => rows.reduce((highest, row) => Math.max(highest, row.totalCpuMicros), 0)),
  );
  return (
    <Sheet label="Functions">
      <table>
        <thead>
          <tr>
            <SortHead title="Function" sort="name" standard="self" number={false} />
            <SortHead title="Code" sort="package" standard="self" number={false} thin />
            <ColumnHeads columns={columns} standard="self" />
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.key}>
              {group.name !== '' && <GroupRow group={group} scope={scope} columns={columns} />}
              {group.rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <FunctionName row={row} flame />
                  </th>
                  <td class={`whose ink-${row.origin}`} title={originName(row)}>
                    {originName(row)}
                  </td>
                  <ColumnCells
                    columns={columns}
                    row={row}
                    scope={scope}
                    kind={row.origin}
                    most={shareOf(most, scope.cpuMicros)}
                  />
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

interface GroupRowProps {
  readonly group: RowGroup;
  readonly scope: Whole;
  readonly columns: ReturnType<typeof functionColumns>;
}

/** The sums of a group, in the columns that add up. */
function GroupRow({ group, scope, columns }: GroupRowProps) {
  const sums = { ...group, totalSamples: 0, totalCpuMicros: 0, totalWallMicros: 0 };
  return (
    <tr class="gathered">
      <th scope="rowgroup" colSpan={2}>
        <bdi>{visibleName(group.name)}</bdi>
      </th>
      {columns.map(({ head, adds, text }) => (
        <td key={head} class="num">
          {adds && thinUnits(text(sums, scope, thinSpace))}
        </td>
      ))}
    </tr>
  );
}
