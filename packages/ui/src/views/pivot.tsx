import {
  type CallSide,
  type CallWeights,
  callSides,
  pivotColumns,
  scopeOfCalls,
} from '../../../core/src/presentation/call-columns.ts';
import type { Column } from '../../../core/src/presentation/column.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { CallRow, FunctionRow } from '../../../core/src/presentation/model/rows.ts';
import { type Whole, wholeApp } from '../../../core/src/presentation/scope.ts';
import { savedData } from '../data/saved.ts';
import { ColumnCells } from '../parts/column-cells.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { Link } from '../parts/link.tsx';
import { FunctionName, Way } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/state.tsx';
import { formatAmount, formatCount, formatDuration, formatShare, shareOf } from '../shared.ts';
import { functionName, originName, placeOf } from '../text/names.ts';

/** One function, with its callers above and its callees below. */
export function PivotView({ model }: { readonly model: ReportModel }) {
  const { pivot, scope, measure } = model;
  if (pivot === undefined) {
    return (
      <State title="Not in this profile.">
        <p>
          It may be in another route, or was cleared. <Link to={{ view: 'functions' }}>All functions</Link>
        </p>
      </State>
    );
  }
  const row = pivot.function;
  const whole = row.totalCpuMicros;
  const columns = pivotColumns(model);
  const scopeOfIt = scopeOfCalls(row, wholeApp(model));
  const isPartial = savedData()?.pivot !== model && (savedData()?.flame?.flame?.pruned.samples ?? 0) > 0;
  return (
    <>
      <Sheet label="Callers and callees">
        <table>
          <thead>
            <tr>
              <th scope="col">Function</th>
              <ColumnHeads columns={columns} standard="" />
            </tr>
          </thead>
          <Calls side="callers" rows={pivot.callers} columns={columns} scope={scopeOfIt} />
          <tbody class="pivot-middle">
            <tr>
              <th scope="row">
                <h2>
                  <bdi>{functionName(row)}</bdi>
                </h2>
                <Way view="source" id={row.id} class="spot">
                  <bdi>{placeOf(row)}</bdi>
                </Way>{' '}
                <span class={`whose ink-${row.origin}`}>{originName(row)}</span>{' '}
                {savedData() === undefined && (
                  <Link to={{ view: 'flame', root: row.id }}>Flame graph of this function</Link>
                )}
                <p class="soft">
                  {ownWords(row, measure)}: {formatShare(shareOf(row.selfCpuMicros, whole))} of its total
                </p>
              </th>
              <td class="num">
                <ShareBar
                  shares={[shareOf(whole, scope.cpuMicros), shareOf(row.selfCpuMicros, scope.cpuMicros)]}
                  text={formatShare(shareOf(whole, scope.cpuMicros))}
                  kind={row.origin}
                />
                <div class="soft">of all</div>
              </td>
              <ColumnCells columns={columns.slice(1)} row={row} scope={scopeOfIt} kind="call" />
            </tr>
          </tbody>
          <Calls side="callees" rows={pivot.callees} columns={columns} scope={scopeOfIt} />
        </table>
      </Sheet>
      {isPartial && (
        <p class="soft prose">These are the calls of the saved flame graph, which leaves out small ones.</p>
      )}
    </>
  );
}

/** The self time of the function. */
function ownWords(row: FunctionRow, measure: ReportModel['measure']): string {
  const samples = `${formatCount(row.samples)} samples`;
  if (measure !== undefined)
    return [`Itself ${formatAmount(row.selfCpuMicros, measure)}`, row.samples > 0 && samples]
      .filter(Boolean)
      .join(', ');
  const [cpu, wall] = [formatDuration(row.selfCpuMicros), formatDuration(row.selfWallMicros)];
  return `Itself ${cpu} CPU, ${wall} on the loop, ${samples}`;
}

interface CallsProps {
  readonly side: CallSide;
  readonly rows: readonly CallRow[];
  readonly columns: readonly Column<CallWeights>[];
  readonly scope: Whole;
}

function Calls({ side, rows, columns, scope }: CallsProps) {
  const { head, none } = callSides[side];
  return (
    <tbody>
      <tr class="gathered">
        <th scope="rowgroup" colSpan={columns.length + 1}>
          {head}
          {rows.length === 0 && <span class="soft"> {none}</span>}
        </th>
      </tr>
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <FunctionName row={row} />
          </th>
          <ColumnCells columns={columns} row={row} scope={scope} kind="call" />
        </tr>
      ))}
    </tbody>
  );
}
