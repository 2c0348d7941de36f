import type { Source } from '../profile/window.ts';
import { type Buckets, delayBuckets, latencyBuckets } from './buckets.ts';
import type { RowTotals, Totals } from './totals.ts';

/** Values with one name, as a metrics database knows them. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Made one after the other while they are written: there may be thousands. */
  readonly series: Iterable<Series>;
}

export interface Series {
  /** After the family's name: `_bucket`, or none. */
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

type Labels = Readonly<Record<string, string>>;

/** What is measured now, beside the sums. */
export interface MetricState {
  readonly source: Source;
  readonly openRequests: number;
  readonly paused: boolean;
  /** The profiler's own cost, as a share of a core; absent without a budget. */
  readonly overheadShare?: number;
}

const perSecond = 1_000_000;

/** All metrics of a process. Times are in seconds, as is the custom there. */
export function familiesOf(totals: Totals, state: MetricState): MetricFamily[] {
  const { rows } = totals;
  return [
    {
      name: 'routeprof_requests_total',
      help: 'Requests that were answered, by first digit of the status.',
      type: 'counter',
      series: each(rows, statusSeries),
    },
    {
      name: 'routeprof_aborted_requests_total',
      help: 'Requests whose client left before the answer was sent.',
      type: 'counter',
      series: each(rows, (row) => [plain(row.aborted, nameOf(row))]),
    },
    {
      name: 'routeprof_request_duration_seconds',
      help: 'Latency of requests, within 1 %.',
      type: 'histogram',
      series: each(rows, (row) => histogram(latencyBuckets(row.latency), nameOf(row))),
    },
    {
      name: 'routeprof_cpu_seconds_total',
      help: 'CPU time that requests of a route used, by samples.',
      type: 'counter',
      series: each(rows, (row) => [plain(row.cpuMicros / perSecond, nameOf(row))]),
    },
    {
      name: 'routeprof_wait_seconds_total',
      help: 'Time that requests waited, by what for: an estimate from traces.',
      type: 'counter',
      series: each(rows, waitSeries),
    },
    {
      name: 'routeprof_queued_seconds_total',
      help: 'Time that requests could have gone on but others held the event loop: an estimate from traces.',
      type: 'counter',
      series: each(rows, (row) => [plain(row.queuedMicros / perSecond, nameOf(row))]),
    },
    ...processFamilies(totals),
    ...stateFamilies(state),
  ];
}

function processFamilies(totals: Totals): MetricFamily[] {
  const { loopDelays, backgroundCpuMicros, gcCpuMicros, profilerCpuMicros } = totals;
  return [
    {
      name: 'routeprof_event_loop_delay_seconds',
      help: 'How long something that becomes ready would wait for the event loop, at each millisecond: an estimate.',
      type: 'histogram',
      series: loopDelays.watchedMicros === 0 ? [] : histogram(delayBuckets(loopDelays), {}),
    },
    {
      name: 'routeprof_background_cpu_seconds_total',
      help: 'CPU time of no route, and of requests that were not followed.',
      type: 'counter',
      series: [plain(backgroundCpuMicros / perSecond)],
    },
    {
      name: 'routeprof_gc_cpu_seconds_total',
      help: 'CPU time of garbage collection.',
      type: 'counter',
      series: [plain(gcCpuMicros / perSecond)],
    },
    {
      name: 'routeprof_profiler_cpu_seconds_total',
      help: 'CPU time of the profiler’s work in the background, by samples.',
      type: 'counter',
      series: [plain(profilerCpuMicros / perSecond)],
    },
  ];
}

function stateFamilies({ source, openRequests, paused, overheadShare }: MetricState): MetricFamily[] {
  const { service, version, instance, node, engine } = source;
  return [
    {
      name: 'routeprof_open_requests',
      help: 'Requests that are being answered.',
      type: 'gauge',
      series: [plain(openRequests)],
    },
    {
      name: 'routeprof_paused',
      help: '1 while the profiler is paused.',
      type: 'gauge',
      series: [plain(paused ? 1 : 0)],
    },
    {
      name: 'routeprof_overhead_ratio',
      help: 'What the profiler costs by its own account, as a share of a core.',
      type: 'gauge',
      series: overheadShare === undefined ? [] : [plain(overheadShare)],
    },
    {
      name: 'routeprof_info',
      help: 'The process that measures.',
      type: 'gauge',
      series: [plain(1, { service, version, process: instance, node, engine })],
    },
  ];
}

function* each(
  rows: readonly RowTotals[],
  seriesOf: (row: RowTotals) => Iterable<Series>,
): Generator<Series> {
  for (const row of rows) yield* seriesOf(row);
}

function nameOf({ method, route }: RowTotals): Labels {
  return { method, route };
}

function plain(value: number, labels: Labels = {}): Series {
  return { suffix: '', labels, value };
}

function* statusSeries(row: RowTotals): Generator<Series> {
  for (const [i, count] of row.statusClasses.entries()) {
    if (count > 0) yield plain(count, { ...nameOf(row), status: `${i + 1}xx` });
  }
}

function* waitSeries(row: RowTotals): Generator<Series> {
  for (const [kind, micros] of row.waitMicros) yield plain(micros / perSecond, { ...nameOf(row), kind });
}

function* histogram({ upTo, count, sumSeconds }: Buckets, labels: Labels): Generator<Series> {
  for (const [seconds, value] of upTo) {
    yield { suffix: '_bucket', labels: { ...labels, le: String(seconds) }, value };
  }
  yield { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count };
  yield { suffix: '_sum', labels, value: sumSeconds };
  yield { suffix: '_count', labels, value: count };
}
