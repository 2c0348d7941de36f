import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { expositionSteps } from '../../src/metrics/exposition.ts';
import { familiesOf, type MetricState } from '../../src/metrics/families.ts';
import { type RowTotals, type Totals, TotalsBuilder } from '../../src/metrics/totals.ts';
import { LatencyBuilder, latencyCount, mergeLatencies } from '../../src/profile/latency.ts';
import { LoopDelaysBuilder, loopDelayMicros } from '../../src/profile/loop-delays.ts';
import type { Window } from '../../src/profile/window.ts';
import { tracedWindow } from '../fixtures/traced-window.ts';

const state: MetricState = {
  source: { service: 'shop', version: '1.2.3', instance: 'ab', pid: 7, node: '24', engine: 'e', rate: 99 },
  openRequests: 3,
  paused: false,
  overheadShare: 0.012,
};

const noTotals = new TotalsBuilder().finish();

function totalsOf(window: Window): Totals {
  const builder = new TotalsBuilder();
  builder.add(window);
  return builder.finish();
}

function textOf(totals: Totals, changes: Partial<MetricState> = {}): string {
  return atOnce(expositionSteps(familiesOf(totals, { ...state, ...changes })));
}

function oneRow(changes: Partial<RowTotals>): Totals {
  const row: RowTotals = {
    ...{
      method: 'GET',
      route: '/a',
      statusClasses: [0, 0, 0, 0, 0],
      aborted: 0,
      latency: mergeLatencies([]),
    },
    ...{ cpuMicros: 0, queuedMicros: 0, waitMicros: new Map() },
    ...changes,
  };
  return { ...noTotals, rows: [row] };
}

/** The value of each series, by all that is before it. */
function seriesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

test('a profile with every part of a latency', () => {
  const window = tracedWindow();
  const totals = totalsOf(window);
  const series = seriesOf(textOf(totals));
  for (const { method, route, requests, latency } of window.routes) {
    const name = `method="${method}",route="${route}"`;
    expect(series.get(`routeprof_requests_total{${name},status="2xx"}`)).toBe(requests);
    expect(series.get(`routeprof_request_duration_seconds_count{${name}}`)).toBe(latencyCount(latency));
    expect(series.get(`routeprof_request_duration_seconds_sum{${name}}`)).toBe(latency.sumMicros / 1e6);
  }
  expect(series.get('routeprof_open_requests')).toBe(3);
  expect(series.get('routeprof_overhead_ratio')).toBe(0.012);
  expect(series.get('routeprof_info{service="shop",version="1.2.3",process="ab",node="24",engine="e"}')).toBe(
    1,
  );
});

test('without a budget there is no account of the cost', () => {
  const { overheadShare: _, ...rest } = state;
  expect(atOnce(expositionSteps(familiesOf(noTotals, rest)))).not.toContain('overhead');
});

describe('buckets', () => {
  test('hold what took no longer, to within 1 %', () => {
    const builder = new LatencyBuilder();
    for (const millis of [1, 4.9, 5.2, 9.8, 240, 260, 9_000, 11_000, 60_000]) builder.add(millis * 1_000);
    const series = seriesOf(textOf(oneRow({ latency: builder.finish() })));
    const below = (le: string) =>
      series.get(`routeprof_request_duration_seconds_bucket{method="GET",route="/a",le="${le}"}`);
    expect(['0.005', '0.01', '0.1', '0.25', '0.5', '5', '10', '+Inf'].map(below)).toEqual([
      2, 4, 4, 5, 6, 6, 7, 9,
    ]);
  });

  test('of a route without requests are empty', () => {
    const series = seriesOf(textOf(oneRow({})));
    expect(series.get('routeprof_request_duration_seconds_bucket{method="GET",route="/a",le="+Inf"}')).toBe(
      0,
    );
  });
});

describe('the delay of the event loop', () => {
  const builder = new LoopDelaysBuilder();
  // Ten turns of 100 ms, a hundred of 4 ms, and the loop waits for the rest of ten seconds.
  for (let i = 0; i < 10; i++) builder.add(100_000, 400_000);
  for (let i = 0; i < 100; i++) builder.add(4_000, 60_000);
  const loopDelays = builder.finish();
  const series = seriesOf(textOf({ ...noTotals, loopDelays }));
  const at = (suffix: string) => series.get(`routeprof_event_loop_delay_seconds_${suffix}`) ?? Number.NaN;

  test('is that of each millisecond', () => {
    expect(at('count')).toBe(10_000);
    expect(at('bucket{le="+Inf"}')).toBe(10_000);
    // Moments in a long turn of which more than 50 ms are left.
    expect(at('bucket{le="0.05"}')).toBe(10_000 - 10 * 50);
    expect(at('bucket{le="0.005"}')).toBe(10_000 - 10 * 95);
    expect(at('bucket{le="0.1"}')).toBe(10_000);
    // The loop waits.
    expect(at('bucket{le="0"}')).toBe(10_000 - 1_400);
    // On average half of each turn: 50 ms in 1,000 moments, 2 ms in 400.
    expect(at('sum')).toBeCloseTo(50 + 0.8);
  });

  test('agrees with the quantiles of the report', () => {
    const share = at('bucket{le="0.05"}') / at('count');
    expect(loopDelayMicros(loopDelays, share)).toBe(50_000);
  });

  test('is left out where the loop was not watched', () => {
    expect(textOf(noTotals)).not.toContain('event_loop');
  });
});

test('names of routes cannot end a label or a line', () => {
  const text = textOf(oneRow({ route: '/a"} 1\n\\b' }));
  expect(text).toContain('route="/a\\"} 1\\n\\\\b"');
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) |routeprof_)/);
});

test('each family has its description once, before all of its series', () => {
  const lines = textOf(totalsOf(tracedWindow())).trimEnd().split('\n');
  let family = '';
  const seen = new Set<string>();
  for (const line of lines) {
    const [, name] = /^# TYPE (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      expect(seen).not.toContain(name);
      seen.add((family = name));
    } else if (!line.startsWith('#')) {
      expect(line).toMatch(new RegExp(`^${family}(_bucket|_sum|_count)?[{ ]`));
    }
  }
  expect(seen.size).toBeGreaterThan(10);
});
