import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { LineRow } from '../../../core/src/presentation/model/rows.ts';
import { Sheet } from '../parts/sheet.tsx';
import { amounts, formatAmount, visibleName } from '../shared.ts';

const columns = [
  ['self', (row: LineRow) => row.selfCpuMicros],
  ['total', (row: LineRow) => row.totalCpuMicros],
] as const;

/** What stands above the amounts of lines. */
export function LineHeads({ model }: { readonly model: ReportModel }) {
  return (
    <p class="source line-heads" aria-hidden="true">
      <span class="line-number" />
      {columns.map(([name]) => (
        <span key={name} class="line-amount">
          {amounts(name, model)}
        </span>
      ))}
    </p>
  );
}

/** What a line has, between its number and its code. */
export function LineAmounts({
  row,
  model,
}: {
  readonly row: LineRow | undefined;
  readonly model: ReportModel;
}) {
  return columns.map(([name, amountOf]) => (
    <span key={name} class="line-amount">
      {row !== undefined && amountOf(row) > 0 && (
        <>
          <span class="unseen">{amounts(name, model)} </span>
          {formatAmount(amountOf(row), model.measure)}
        </>
      )}
    </span>
  ));
}

/** Lines whose code is not shown. */
export function LinesElsewhere({
  rows,
  model,
}: {
  readonly rows: readonly LineRow[];
  readonly model: ReportModel;
}) {
  if (rows.length === 0) return null;
  return (
    <Sheet label="Lines without their code">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {columns.map(([name]) => (
              <th key={name} scope="col" class="num">
                {amounts(name, model)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.line} ${row.file}`}>
              <th scope="row">
                <bdi>
                  {visibleName(row.file)}:{row.line}
                </bdi>
              </th>
              {columns.map(([name, amountOf]) => (
                <td key={name} class="num">
                  {amountOf(row) > 0 && formatAmount(amountOf(row), model.measure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}
