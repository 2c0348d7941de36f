import type { ActivitySlice, RouteRow } from '../../../core/src/presentation/model.ts';
import { address } from '../data/address.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { RouteName } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SortHead } from '../parts/sort-head.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { formatCount, formatDuration, visibleName } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { type SlicePlace, slicePlaces } from './slice-places.ts';

const heads: readonly [title: string, sort: string, help: string][] = [
  ['CPU', 'cpu', 'Time of the processor for work that the route caused, whenever it ran.'],
  ['CPU/request', 'cpu/request', 'CPU divided by requests.'],
  ['On the loop', 'wall', 'Time on the event loop, computing or blocked.'],
  ['Requests', 'requests', 'Requests that ended.'],
  ['Errors', 'errors', 'Responses with a status of 500 or more.'],
  ['p50', 'p50', 'Half of the requests were faster.'],
  ['p95', 'p95', 'One request in 20 was slower.'],
  ['p99', 'p99', 'One request in 100 was slower.'],
  ['Max', 'max', 'The slowest request.'],
  ['Samples', 'samples', 'How often the sampler saw it: few samples, rough numbers.'],
];

interface RoutesTableProps {
  readonly rows: readonly RouteRow[];
  /** What each row's activity is cut into. */
  readonly slices: readonly ActivitySlice[];
}

/** The routes with their costs and latencies. A click on one makes every view about it. */
export function RoutesTable({ rows, slices }: RoutesTableProps) {
  const places = slicePlaces(slices);
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
              help="CPU through the measured time, against the highest of the row."
            />
            <SortHead
              title="Share of CPU"
              standard="cpu"
              help="Of the app’s CPU time, without the profiler’s own."
            />
            {heads.map(([title, sort, help]) => (
              <SortHead key={sort} title={title} sort={sort} standard="cpu" help={help} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={routeName(row)} row={row} most={most} places={places} />
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

interface RowProps {
  readonly row: RouteRow;
  readonly most: number;
  readonly places: readonly SlicePlace[];
}

function Row({ row, most, places }: RowProps) {
  const name = routeName(row);
  const chosen = address.value.route === name;
  const { p50, p95, p99, max } = row.latencyMicros;
  return (
    <tr class={chosen ? 'chosen' : undefined}>
      <th scope="row" class="route-name">
        {savedData() === undefined ? (
          <Link to={{ route: chosen ? '' : name }}>
            <RouteName name={name} />
          </Link>
        ) : (
          <RouteName name={name} />
        )}
      </th>
      <td class="thin">
        <Sparkline
          bars={places.map(({ from, width, seconds }, index) => ({
            from,
            width,
            height: (row.activity?.[index] ?? 0) / seconds,
          }))}
          label={`CPU over time of ${visibleName(name, 80)}`}
        />
      </td>
      <td class="num">
        <ShareBar shares={[row.cpuShare]} share={row.cpuShare} kind="routes" most={most} />
      </td>
      <td class="num">{formatDuration(row.cpuMicros)}</td>
      <td class="num">{formatDuration(row.cpuPerRequestMicros)}</td>
      <td class="num">{formatDuration(row.wallMicros)}</td>
      <td class="num">{formatCount(row.requests)}</td>
      <td class={row.errors > 0 ? 'num bad' : 'num soft'}>{formatCount(row.errors)}</td>
      {[p50, p95, p99, max].map((micros, index) => (
        <td key={index} class="num">
          {row.requests > 0 ? formatDuration(micros) : '–'}
        </td>
      ))}
      <td class="num">{formatCount(row.samples)}</td>
    </tr>
  );
}
