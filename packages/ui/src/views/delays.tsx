import { delayOf, delaysOf } from '../../../core/src/presentation/delays.ts';
import { latencyPart } from '../../../core/src/presentation/latency-parts.ts';
import type { BlameRow } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { delayerName } from '../../../core/src/presentation/wait-words.ts';
import { LatencyBar, PartsKey } from '../parts/latency-bar.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { formatDuration, plural } from '../shared.ts';
import { routeName } from '../text/names.ts';

/** Who delays a route, and whom it delays. */
export function Delays({ row, model }: { readonly row: RouteRow; readonly model: ReportModel }) {
  const { by, others } = delaysOf(row, model.blame);
  if (by.length + others.length === 0) return null;
  return (
    <div class="delays">
      <Delay title="Is delayed by" nobody="Nobody delays it." rows={by} nameOf={delayerName} />
      <Delay title="Delays others by" nobody="It delays no other route." rows={others} nameOf={routeName} />
    </div>
  );
}

interface DelayProps {
  readonly title: string;
  readonly nobody: string;
  readonly rows: readonly BlameRow[];
  readonly nameOf: (row: BlameRow) => string;
}

function Delay({ title, nobody, rows, nameOf }: DelayProps) {
  const most = Math.max(0, ...rows.map(delayOf));
  const parts = rows.map(partsOf);
  return (
    <div>
      <h3>
        {title} <span class="soft">per request</span>
      </h3>
      {rows.length === 0 ? (
        <p class="soft">{nobody}</p>
      ) : (
        <>
          <Sheet label={title}>
            <table>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={nameOf(row)}>
                    <th scope="row">
                      <Delayer row={row} name={nameOf(row)} />
                    </th>
                    <td class="num" title="Queued in the app">
                      {formatDuration(row.micros)}
                    </td>
                    <td class="num" title="Before Node: an estimate">
                      {row.beforeNodeMicros > 0 && `+ ≈ ${formatDuration(row.beforeNodeMicros)}`}
                    </td>
                    <td class="num soft">{plural(row.requests, 'request')}</td>
                    <td class="bar-cell">
                      <LatencyBar parts={parts[index] ?? []} most={most} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Sheet>
          <PartsKey kinds={new Set(parts.flat().map(({ kind }) => kind))} />
        </>
      )}
    </div>
  );
}

function Delayer({ row, name }: { readonly row: BlameRow; readonly name: string }) {
  return name === delayerName(row) && row.byMethod === '' ? name : <RouteLink name={name} />;
}

/** Time queued, and time before Node beside it. */
function partsOf({ byRoute, micros, beforeNodeMicros }: BlameRow) {
  const queued = latencyPart(byRoute === '(gc)' ? 'gc' : 'queued', micros);
  return [queued, latencyPart('before', beforeNodeMicros)].filter((part) => part.micros > 0);
}
