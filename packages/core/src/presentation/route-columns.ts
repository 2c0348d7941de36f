import { amountText, type Column, countText, durationText, shareText } from './column.ts';
import { errorsMeaning } from './glossary.ts';
import type { ReportModel } from './model/report.ts';
import type { RouteRow } from './model/rows.ts';
import { formatDuration } from './quantity.ts';

const cpu: readonly Column<RouteRow>[] = [
  {
    title: 'CPU %',
    head: 'Share of CPU',
    sort: 'cpu',
    need: 1,
    help: 'Share of the app’s CPU time, without the profiler’s own.',
    drawn: (row) => [row.cpuShare],
    text: shareText((row) => row.cpuShare),
  },
  {
    title: 'CPU',
    head: 'CPU',
    sort: 'cpu',
    need: 1,
    help: 'CPU time of the JavaScript thread that this route caused, whenever it ran. With ±, it is estimated from the requests that were followed, and in these bounds 95 times in 100.',
    text: cpuText,
  },
  {
    title: 'CPU/req',
    head: 'CPU/request',
    sort: 'cpu/request',
    need: 1,
    help: 'CPU time divided by requests.',
    text: (row) => (row.followed > 0 || row.requests === 0 ? formatDuration(row.cpuPerRequestMicros) : '–'),
  },
];

/** An interval of 95 % is this many standard errors wide, on both sides. */
const standardErrors = 1.96;

function cpuText({ cpuMicros, cpuErrorMicros, followed, requests }: RouteRow): string {
  const text = formatDuration(cpuMicros);
  if (followed >= requests) return text;
  return followed === 0 ? 'unknown' : `${text} ± ${formatDuration(standardErrors * cpuErrorMicros)}`;
}

const onLoop: readonly Column<RouteRow>[] = [
  {
    title: 'on loop',
    head: 'On the loop',
    sort: 'wall',
    need: 2,
    help: 'Time on the event loop: while this runs, nothing else does.',
    text: durationText((row) => row.wallMicros),
  },
  {
    title: 'gc',
    head: 'GC',
    need: 3,
    help: 'Garbage collection while it ran.',
    text: durationText((row) => row.gcMicros),
  },
  {
    title: 'samples',
    head: 'Samples',
    sort: 'samples',
    need: 2,
    help: 'How often the sampler saw it: few samples, rough numbers.',
    text: countText((row) => row.samples),
  },
];

const requests: readonly Column<RouteRow>[] = [
  {
    title: 'requests',
    head: 'Requests',
    sort: 'requests',
    need: 1,
    help: 'Requests that ended.',
    text: countText((row) => row.requests),
  },
  {
    title: '4xx',
    head: '4xx',
    need: 3,
    help: 'Responses with a status from 400 to 499.',
    text: countText((row) => row.statusClasses[3] ?? 0),
  },
  {
    title: '5xx',
    head: 'Errors',
    sort: 'errors',
    need: 1,
    help: `${errorsMeaning}.`,
    alarming: true,
    text: countText((row) => row.errors),
  },
  {
    title: 'aborted',
    head: 'Aborted',
    need: 3,
    help: 'The client went away before the response was complete.',
    text: countText((row) => row.aborted),
  },
];

const latencies = [
  ['mean', 'Mean', 3, 'the average'],
  ['p50', 'p50', 1, 'half the requests were faster'],
  ['p95', 'p95', 1, '95 of 100 were faster'],
  ['p99', 'p99', 1, '99 of 100 were faster'],
  ['max', 'Max', 2, 'the slowest'],
] as const;

const latency = latencies.map(
  ([key, head, need, meaning]): Column<RouteRow> => ({
    title: key,
    head,
    sort: key,
    need,
    help: `From a request’s arrival to the end of its response, waiting included: ${meaning}.`,
    text: (row) => (row.requests > 0 ? formatDuration(row.latencyMicros[key]) : '–'),
  }),
);

const cpuColumns: readonly Column<RouteRow>[] = [...cpu, ...onLoop, ...requests, ...latency];

/** For another measure. */
const measuredColumns: readonly Column<RouteRow>[] = [
  {
    title: 'share',
    head: 'Share',
    sort: 'cpu',
    need: 1,
    help: 'Share of the total.',
    drawn: (row) => [row.cpuShare],
    text: shareText((row) => row.cpuShare),
  },
  {
    title: 'amount',
    head: 'Amount',
    sort: 'cpu',
    need: 1,
    help: 'What this route caused.',
    text: amountText((row) => row.cpuMicros),
  },
];

export function routeColumns({
  measure,
  totals,
}: Pick<ReportModel, 'measure' | 'totals'>): readonly Column<RouteRow>[] {
  if (measure === undefined) return cpuColumns;
  // A file that has another measure mostly tells nothing of requests.
  return totals.requests === 0 ? measuredColumns : [...measuredColumns, ...requests, ...latency];
}

/** Beside a latency's parts: how slow, how often, how expensive. */
const namesBesideParts = ['p50', 'p95', 'p99', 'requests', '4xx', '5xx', 'CPU/req', 'CPU', 'CPU %'];

export function besideParts(model: Pick<ReportModel, 'measure' | 'totals'>): readonly Column<RouteRow>[] {
  const columns = routeColumns(model);
  return namesBesideParts.flatMap((title) => columns.find((column) => column.title === title) ?? []);
}
