import { partName } from '../../../core/src/presentation/latency-parts.ts';
import { requestWords } from '../../../core/src/presentation/latency-words.ts';
import type { SlowRequest } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { location } from '../../../core/src/presentation/names.ts';
import { type Lane, lanesOf, ticksOf } from '../../../core/src/presentation/request-lanes.ts';
import { address, go } from '../data/address.ts';
import { PartsKey } from '../parts/latency-bar.tsx';
import { isNarrow } from '../parts/narrow.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { percent } from '../parts/share-bar.tsx';
import { Stretches } from '../parts/stretches.tsx';
import { formatCount, formatDuration, formatMoment, visibleName } from '../shared.ts';
import { thinUnits } from '../text/thin-units.ts';
import { clockText } from '../text/times.ts';

const mostLanes = 14;

interface SlowestRequestsProps {
  /** Of one route, slowest first. */
  readonly requests: readonly SlowRequest[];
  readonly model: ReportModel;
}

/** One of the slowest requests as lanes on a time axis, and the way to the others. */
export function SlowestRequests({ requests, model }: SlowestRequestsProps) {
  // The chosen one stays when new measurements come.
  const index = Math.max(
    0,
    requests.findIndex(({ id }) => id === address.value.request),
  );
  const request = requests[index];
  if (request === undefined) return null;
  const step = (by: number): void => {
    const next = requests[index + by];
    if (next !== undefined) go({ request: next.id }, 'replace');
  };
  const lanes = lanesOf(request, mostLanes);
  return (
    <div class="part">
      <div class="heading">
        <h3 id="slowest-title">
          Slowest requests <span class="soft">{thinUnits(requestWords(request, clockText(request.at)))}</span>
        </h3>
        <div class="choices">
          <span class="soft" role="status">
            {index + 1} of {requests.length}
          </span>
          <button type="button" disabled={index === 0} onClick={() => step(-1)}>
            Previous
          </button>
          <button type="button" disabled={index === requests.length - 1} onClick={() => step(1)}>
            Next
          </button>
        </div>
      </div>
      <table class="lanes" aria-labelledby="slowest-title">
        <Axis request={request} />
        <tbody>
          {lanes.map((lane) => (
            <LaneRow key={lane.key} lane={lane} model={model} />
          ))}
        </tbody>
      </table>
      <PartsKey kinds={new Set(lanes.flatMap(({ stretches }) => stretches.map(({ kind }) => kind)))} />
    </div>
  );
}

function Axis({ request }: { readonly request: SlowRequest }) {
  const apart = isNarrow.value ? 0.34 : 0.07;
  // The last text ends at its moment, where others have their middle.
  const ticks = ticksOf(request, apart, 1.5 * apart);
  return (
    <thead>
      <tr>
        <th scope="col">
          <span class="unseen">What</span>
        </th>
        <th scope="col" title={formatMoment(request.at)}>
          <span class="unseen">When</span>
          <span class="ticks" aria-hidden="true">
            {ticks.map(({ at, text }) => (
              <span key={at} style={{ left: `${percent(at)}%` }}>
                {thinUnits(text)}
              </span>
            ))}
          </span>
        </th>
        <th scope="col" class="num">
          In all
        </th>
      </tr>
    </thead>
  );
}

function LaneRow({ lane, model }: { readonly lane: Lane; readonly model: ReportModel }) {
  const { stretches, micros, kind } = lane;
  const [first] = stretches;
  const times = stretches.length === 1 ? 'once' : `${formatCount(stretches.length)} times`;
  return (
    <tr>
      <th scope="row">
        <LaneName lane={lane} model={model} />
      </th>
      <td>
        <Stretches stretches={stretches} label={`${times}, first ${first?.title ?? ''}`} />
      </td>
      <td class="num">
        {kind === 'before' && '≈ '}
        {formatDuration(micros)}
      </td>
    </tr>
  );
}

function LaneName({ lane, model }: { readonly lane: Lane; readonly model: ReportModel }) {
  const { kind, name, wait, isByRoute, stretches } = lane;
  if (wait !== undefined)
    return (
      <>
        <bdi>{visibleName(wait.name, 40)}</bdi> → {visibleName(name, 40)}
        {stretches.length > 1 && ` ×${formatCount(stretches.length)}`}{' '}
        <span class="spot">
          <PlaceLink model={model} place={wait} text={location({ file: wait.file, line: wait.line })} />
        </span>
      </>
    );
  if (kind === 'queued')
    return <>queued behind {isByRoute ? <RouteLink name={name} /> : visibleName(name)}</>;
  return <>{name === '' ? partName(kind) : visibleName(name)}</>;
}
