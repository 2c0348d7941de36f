import { expect, test } from 'vitest';
import type { ProcessSpan } from '../../src/presentation/model/history.ts';
import type { Outlier } from '../../src/presentation/model/outlier.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { processTable } from '../../src/render/process-tables.ts';

const noon = Date.UTC(2026, 2, 1, 12) * 1000;
const span = (instance: string, more: Partial<ProcessSpan> = {}): ProcessSpan => ({
  ...{ instance, pid: 7, service: 'shop', version: '1.4.2', node: '24.21.0', isThis: false },
  ...{ fromMicros: noon - 60e6, toMicros: noon, requests: 200, cpuMicros: 500_000 },
  ...more,
});
const tableOf = (
  processes: readonly ProcessSpan[],
  query = { view: 'routes', route: '' },
  outliers: readonly Partial<Outlier>[] = [],
) =>
  processTable({ history: { processes }, query, outliers } as unknown as ReportModel, (name) => `<${name}>`);

test('processes have their requests, CPU time and when they were last heard of', () => {
  const [table] = tableOf([
    span('a1', { host: 'web-1' }),
    span('b2', { requests: 0, cpuMicros: 0, version: '' }),
  ]);
  expect(table?.title).toBe('Processes, requests and CPU of the latest hour');
  expect(table?.table.columns.map(({ title }) => title)).toEqual([
    ...['requests', 'CPU', 'CPU/request', 'process', 'pid', 'host', 'version', 'heard of'],
  ]);
  expect(table?.table.rows.map((cells) => cells.map(({ text }) => text))).toEqual([
    ['200', '500 ms', '2.50 ms', '<a1>', '7', '<web-1>', '<1.4.2>', '2026-03-01 12:00:00 UTC'],
    ['0', '0 µs', '', '<b2>', '7', '', '', '2026-03-01 12:00:00 UTC'],
  ]);
});

test('of many, some are shown, and how many there are', () => {
  const [table] = tableOf(Array.from({ length: 12 }, (_, i) => span(String(i))));
  expect(table?.title).toBe('Processes, 10 of 12, requests and CPU of the latest hour');
  expect(table?.table.rows).toHaveLength(10);
});

test('there is none of one process, nor in another view', () => {
  expect(tableOf([span('a1')])).toEqual([]);
  expect(tableOf([span('a1'), span('b2')], { view: 'functions', route: '' })).toEqual([]);
  expect(tableOf([span('a1'), span('b2')], { view: 'routes', route: 'GET /' })).toEqual([]);
});

test('one that costs more than the others comes first, and says so', () => {
  const outliers: Partial<Outlier>[] = [
    { kind: 'cpu', instance: 'b2', method: 'GET', route: '/a', ratio: 2.06 },
    { kind: 'latency', instance: 'b2', method: '', route: '', ratio: 12.3 },
  ];
  const [table] = tableOf([span('a1'), span('b2'), span('c3')], undefined, outliers);
  expect(table?.table.columns.at(-1)?.title).toBe('against the others');
  expect(table?.table.rows.map((cells) => [cells[3]?.text, cells.at(-1)?.text])).toEqual([
    ['<b2>', '<2.1× CPU on GET /a, 12× latency on most routes>'],
    ['<a1>', ''],
    ['<c3>', ''],
  ]);
});
