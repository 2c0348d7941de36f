import type { ComponentChildren } from 'preact';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { CallRow, FunctionRow } from '../../../core/src/presentation/model/rows.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { FunctionName, Way } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/state.tsx';
import { amounts, formatAmount, formatCount, formatDuration, formatShare, shareOf } from '../shared.ts';
import { functionName, originName, placeOf } from '../text/names.ts';

/** One function: above it who called it, below it what it called. */
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
  const isPartial = savedData()?.pivot !== model && (savedData()?.flame?.flame?.pruned.samples ?? 0) > 0;
  return (
    <>
      <Sheet label="Callers and callees">
        <table>
          <thead>
            <tr>
              <th scope="col">Function</th>
              <th scope="col" class="num" title="Of the total of the function in the middle.">
                Of its total
              </th>
              <th scope="col" class="num">
                {amounts('Total', model)}
              </th>
              {measure === undefined && (
                <th scope="col" class="num">
                  Total on loop
                </th>
              )}
              <th scope="col" class="num">
                Samples
              </th>
            </tr>
          </thead>
          <Part
            title="Called by"
            rows={pivot.callers}
            whole={whole}
            measure={measure}
            none="the event loop, or nobody that was sampled"
          />
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
              <td class="num">{formatAmount(whole, measure)}</td>
              {measure === undefined && <td class="num">{formatDuration(row.totalWallMicros)}</td>}
              <td class="num">{formatCount(row.totalSamples)}</td>
            </tr>
          </tbody>
          <Part
            title="Calls"
            rows={pivot.callees}
            whole={whole}
            measure={measure}
            none="nothing that was sampled"
          />
        </table>
      </Sheet>
      {isPartial && (
        <p class="soft prose">These are the calls of the saved flame graph, which leaves small ones out.</p>
      )}
    </>
  );
}

/** What the function itself took. */
function ownWords(row: FunctionRow, measure: ReportModel['measure']): string {
  const samples = `${formatCount(row.samples)} samples`;
  if (measure !== undefined)
    return [`Itself ${formatAmount(row.selfCpuMicros, measure)}`, row.samples > 0 && samples]
      .filter(Boolean)
      .join(', ');
  const [cpu, wall] = [formatDuration(row.selfCpuMicros), formatDuration(row.selfWallMicros)];
  return `Itself ${cpu} CPU, ${wall} on the loop, ${samples}`;
}

interface PartProps {
  readonly title: ComponentChildren;
  readonly rows: readonly CallRow[];
  readonly whole: number;
  readonly none: string;
  readonly measure: ReportModel['measure'];
}

function Part({ title, rows, whole, none, measure }: PartProps) {
  return (
    <tbody>
      <tr class="gathered">
        <th scope="rowgroup" colSpan={5}>
          {title}
          {rows.length === 0 && <span class="soft"> {none}</span>}
        </th>
      </tr>
      {rows.map((row) => {
        const share = shareOf(row.totalCpuMicros, whole);
        return (
          <tr key={row.id}>
            <th scope="row">
              <FunctionName row={row} />
            </th>
            <td class="num">
              <ShareBar shares={[share]} text={formatShare(share)} kind="call" />
            </td>
            <td class="num">{formatAmount(row.totalCpuMicros, measure)}</td>
            {measure === undefined && <td class="num">{formatDuration(row.totalWallMicros)}</td>}
            <td class="num">{formatCount(row.totalSamples)}</td>
          </tr>
        );
      })}
    </tbody>
  );
}
