import { Fragment } from 'preact';
import type { FunctionRow, ReportModel } from '../../../core/src/presentation/model.ts';
import { FunctionName } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SortHead } from '../parts/sort-head.tsx';
import { formatCount, formatDuration, formatShare, shareOf, visibleName } from '../shared.ts';
import { originName } from '../text/names.ts';
import type { RowGroup } from './group-rows.ts';

type Scope = ReportModel['scope'];

const shared =
  'Of the CPU time of the chosen route, or of the app without the profiler’s own; with garbage collection.';
const self = 'In the function itself.';
const total = 'In the function and in all that it called.';

/** Functions with their costs, in groups or not. */
export function FunctionsTable({
  groups,
  scope,
}: {
  readonly groups: readonly RowGroup[];
  readonly scope: Scope;
}) {
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
            <SortHead title="Self %" standard="self" help={`${self} ${shared}`} />
            <SortHead title="Total %" standard="self" help={`${total} ${shared}`} />
            <SortHead title="Self CPU" sort="self" standard="self" help={self} />
            <SortHead title="Total CPU" sort="total" standard="self" help={total} />
            <SortHead title="Self on loop" sort="self-wall" standard="self" help={self} />
            <SortHead title="Total on loop" sort="total-wall" standard="self" help={total} />
            <SortHead title="Samples" sort="samples" standard="self" help="In the function itself." />
          </tr>
        </thead>
        <tbody>
          {groups.map(({ key, name, rows, selfCpuMicros, selfWallMicros, samples }) => (
            <Fragment key={key}>
              {name !== '' && (
                <tr class="gathered">
                  <th scope="rowgroup" colSpan={2}>
                    <bdi>{visibleName(name)}</bdi>
                  </th>
                  <td class="num">{formatShare(shareOf(selfCpuMicros, scope.cpuMicros))}</td>
                  <td />
                  <td class="num">{formatDuration(selfCpuMicros)}</td>
                  <td />
                  <td class="num">{formatDuration(selfWallMicros)}</td>
                  <td />
                  <td class="num">{formatCount(samples)}</td>
                </tr>
              )}
              {rows.map((row) => (
                <Row key={row.id} row={row} scope={scope} most={shareOf(most, scope.cpuMicros)} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

interface RowProps {
  readonly row: FunctionRow;
  readonly scope: Scope;
  readonly most: number;
}

function Row({ row, scope, most }: RowProps) {
  const selfShare = shareOf(row.selfCpuMicros, scope.cpuMicros);
  const totalShare = shareOf(row.totalCpuMicros, scope.cpuMicros);
  return (
    <tr>
      <th scope="row">
        <FunctionName row={row} flame />
      </th>
      <td class={`whose ink-${row.origin}`} title={originName(row)}>
        {originName(row)}
      </td>
      <td class="num">
        <ShareBar shares={[totalShare, selfShare]} share={selfShare} kind={row.origin} most={most} />
      </td>
      <td class="num">{formatShare(totalShare)}</td>
      <td class="num">{formatDuration(row.selfCpuMicros)}</td>
      <td class="num">{formatDuration(row.totalCpuMicros)}</td>
      <td class="num">{formatDuration(row.selfWallMicros)}</td>
      <td class="num">{formatDuration(row.totalWallMicros)}</td>
      <td class="num">{formatCount(row.samples)}</td>
    </tr>
  );
}
