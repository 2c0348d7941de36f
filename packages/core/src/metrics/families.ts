import { middleOfBin } from '../profile/latency-bins.ts';
import type { Source } from '../profile/window.ts';
import type { RowTotals, Totals } from './totals.ts';

/** Values with one name, as a metrics database knows them. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly series: readonly Series[];
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

/** The upper ends of buckets, in seconds: those of Prometheus' own client libraries. */
const bucketSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const perSecond = 1_000_000;

/** All metrics of a process. Times are in seconds, as is the custom there. */
export function familiesOf(totals: Totals, state: MetricState): MetricFamily[] {
  const rows = [...totals.rows.values()];
  const { source, overheadShare } = state;
  const delays = totals.loopDelays;
  return [
    counter('requests_total', 'Requests that were answered, by first digit of the status.', rows, (row) =>
      row.statusClasses.flatMap((count, i) =>
        count === 0 ? [] : one({ ...nameOf(row), status: `${i + 1}xx` }, count),
      ),
    ),
    counter('aborted_requests_total', 'Requests whose client left before the answer was sent.', rows, (row) =>
      one(nameOf(row), row.aborted),
    ),
    {
      name: 'routeprof_request_duration_seconds',
      help: 'Latency of requests, within 1 %.',
      type: 'histogram',
      series: rows.flatMap((row) => {
        const { bin, count, sumMicros } = row.latency;
        return histogram(nameOf(row), bin, count, sumMicros);
      }),
    },
    counter('cpu_seconds_total', 'CPU time that requests of a route used, by samples.', rows, (row) =>
      one(nameOf(row), row.cpuMicros / perSecond),
    ),
    counter(
      'wait_seconds_total',
      'Time that requests waited, by what for: an estimate from traces.',
      rows,
      (row) =>
        [...row.waitMicros].map(([kind, micros]) => ({
          suffix: '',
          labels: { ...nameOf(row), kind },
          value: micros / perSecond,
        })),
    ),
    counter(
      'queued_seconds_total',
      'Time that requests could have gone on but others held the event loop: an estimate from traces.',
      rows,
      (row) => one(nameOf(row), row.queuedMicros / perSecond),
    ),
    {
      name: 'routeprof_event_loop_busy_seconds',
      help: 'How long the event loop was busy from one poll to the next: what becomes ready meanwhile waits for the rest.',
      type: 'histogram',
      series: delays === undefined ? [] : histogram({}, delays.bin, delays.turns, sumOf(delays.micros)),
    },
    simple(
      'counter',
      'background_cpu_seconds_total',
      'CPU time of no route, and of requests that were not followed.',
      [totals.backgroundCpuMicros / perSecond],
    ),
    simple('counter', 'gc_cpu_seconds_total', 'CPU time of garbage collection.', [
      totals.gcCpuMicros / perSecond,
    ]),
    simple(
      'counter',
      'profiler_cpu_seconds_total',
      'CPU time of the profiler’s work in the background, by samples.',
      [totals.profilerCpuMicros / perSecond],
    ),
    simple('gauge', 'open_requests', 'Requests that are being answered.', [state.openRequests]),
    simple('gauge', 'paused', '1 while the profiler is paused.', [state.paused ? 1 : 0]),
    simple(
      'gauge',
      'overhead_ratio',
      'What the profiler costs by its own account, as a share of a core.',
      overheadShare === undefined ? [] : [overheadShare],
    ),
    {
      ...simple('gauge', 'info', 'The process that measures.', []),
      series: one(
        {
          service: source.service,
          version: source.version,
          process: source.instance,
          node: source.node,
          engine: source.engine,
        },
        1,
      ),
    },
  ];
}

function nameOf({ method, route }: RowTotals): Labels {
  return { method, route };
}

function one(labels: Labels, value: number): [Series] {
  return [{ suffix: '', labels, value }];
}

function counter(
  name: string,
  help: string,
  rows: readonly RowTotals[],
  seriesOf: (row: RowTotals) => readonly Series[],
): MetricFamily {
  return { name: `routeprof_${name}`, help, type: 'counter', series: rows.flatMap(seriesOf) };
}

function simple(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  values: readonly number[],
): MetricFamily {
  return { name: `routeprof_${name}`, help, type, series: values.flatMap((value) => one({}, value)) };
}

/** A value belongs where the middle of its bin lies. */
function histogram(
  labels: Labels,
  bins: ArrayLike<number>,
  counts: ArrayLike<number>,
  sumMicros: number,
): Series[] {
  let at = 0;
  let below = 0;
  const series: Series[] = [];
  for (const le of [...bucketSeconds, Number.POSITIVE_INFINITY]) {
    while (at < bins.length && middleOfBin(bins[at] as number) <= le * perSecond)
      below += counts[at++] as number;
    const end = Number.isFinite(le) ? String(le) : '+Inf';
    series.push({ suffix: '_bucket', labels: { ...labels, le: end }, value: below });
  }
  series.push({ suffix: '_sum', labels, value: sumMicros / perSecond });
  series.push({ suffix: '_count', labels, value: below });
  return series;
}

function sumOf(micros: Float64Array): number {
  return micros.reduce((sum, each) => sum + each, 0);
}
