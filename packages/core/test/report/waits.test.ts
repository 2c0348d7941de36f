import { Profile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import { compareWindows } from '../../src/comparison/compare.ts';
import { type ExportFormat, exportFormats } from '../../src/export/formats.ts';
import { writeExport } from '../../src/export/write-export.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { publicModel } from '../../src/presentation/measured-json.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { RequestLog } from '../../src/record/request-log.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { partsOf } from '../export/version-one.ts';
import { traceOf } from '../fixtures/any-traces.ts';

const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };
const call = (name: string) => ({ name, file: `/app/${name}.js`, line: 3, column: 7 });

/** A second of 4 requests, one of which was traced: it waited 30 ms for a database, and stands for all. */
function windowOf(cpuMicros: number): Window {
  const table = createRouteTable(10);
  const { id } = table.named('GET', '/orders');
  const builder = new WindowBuilder(1e15, source, table.entries, 1_000);
  const log = new RequestLog(4);
  for (let i = 0; i < 4; i++) log.add(id, 200, false, 40_000);
  builder.addRequests(log);
  if (cpuMicros > 0) builder.addUnsampled(id, cpuMicros, cpuMicros);
  const wait = { kind: 'net', target: 'postgres db:5432', operation: '', library: '' } as const;
  const stack = [call('query'), call('loadOrders')];
  builder.addTrace(
    id,
    traceOf({
      ...{ id: 'one', route: '/orders', weightMilli: 4_000, waitMicros: 30_000, totalMicros: 30_000 },
      waits: [{ ...wait, stack, site: 1, operations: 1, micros: 30_000, parallelMicros: 0, threadMicros: 0 }],
    }),
  );
  return builder.snapshot(1e15 + 1e6);
}

const waited = 4 * 30_000_000;
const wait = { name: 'wait', unit: 'nanoseconds' };
const cpu = { name: 'cpu', unit: 'microseconds' };
const ask = async (window: Window, query: string) =>
  publicModel(await createFileReport(window).ask(new URLSearchParams(query)));

describe.each([
  ['computed', 2_000],
  ['only waited', 0],
])('an app that %s', (_, cpuMicros) => {
  const window = windowOf(cpuMicros);

  test('is reported by CPU time, and tells that waits were measured', async () => {
    const report = await ask(window, '');
    expect(report.measure).toBeUndefined();
    expect(report.measures).toEqual([cpu, wait]);
    expect(report.routes[0]).toMatchObject({ requests: 4, cpuMicros });
  });

  test('can be asked for its waits, in every view, beside its requests and latencies', async () => {
    const { measure, routes, functions, totals } = await ask(window, 'measure=wait');
    expect(measure).toEqual(wait);
    const [cpuRow] = (await ask(window, '')).routes;
    expect(routes[0]).toMatchObject({
      ...{ requests: 4, latencyMicros: cpuRow?.latencyMicros, latencyParts: cpuRow?.latencyParts },
      ...{ amount: waited, amountShare: 1, amountPerRequest: waited / 4, cpuMicros: 0 },
    });
    expect(totals.requests).toBe(4);
    expect(functions.map(({ name, self }) => [name, self])).toEqual([
      ['postgres db:5432', waited],
      ['loadOrders', 0],
      ['query', 0],
    ]);
    const { flame } = await ask(window, 'view=flame&measure=wait/nanoseconds');
    expect(flame?.amount?.reduce((sum, amount) => sum + amount, 0)).toBe(waited);
  });

  test('is exported to pprof with both, and shows CPU time first', async () => {
    const file = writePprofNow(window);
    const { stringTable, sampleType, defaultSampleType, sample } = Profile.decode(partsOf(file).rest);
    const text = (at: number | bigint) => stringTable.strings[Number(at)];
    expect(sampleType.map(({ type, unit }) => `${text(type)}/${text(unit)}`)).toEqual([
      ...['samples/count', 'cpu/nanoseconds', 'wall/nanoseconds', 'wait/nanoseconds'],
    ]);
    expect(text(defaultSampleType)).toBe('cpu');
    expect(sample.map(({ value }) => Number(value.at(-1))).filter(Boolean)).toEqual([waited]);
    const read = await readPprof(file);
    expect((await ask(read, 'measure=wait')).routes[0]?.amount).toBe(waited);
    // After another tool has dropped our own fields, its measures and routes are still there.
    const bare = await readPprof(partsOf(file).rest);
    expect((await ask(bare, 'measure=wait&route=GET /orders')).scope.amount).toBe(waited);
  });

  test('is exported by its waits in the other formats', async () => {
    const others = exportFormats.filter(({ hasAllMeasures }) => !hasAllMeasures);
    for (const format of others)
      expect(String(await writeExport(format, window, 'wait'))).toContain('postgres db:5432');
    const folded = others.find(({ name }) => name === 'folded') as ExportFormat;
    const line = `GET /orders;loadOrders (/app/loadOrders.js:3:7);query (/app/query.js:3:7);postgres db:5432 ${waited}`;
    expect(await writeExport(folded, window, 'wait')).toContain(line);
    expect(await writeExport(folded, window, '')).not.toContain('postgres');
  });

  test('is added up and compared', async () => {
    const twice = mergeWindows([window, window]);
    expect((await ask(twice, 'measure=wait')).routes[0]?.amount).toBe(2 * waited);
    const compared = compareWindows({ window, appFolder: '/app' }, { window: twice, appFolder: '/app' });
    expect(JSON.stringify(compared.functions)).not.toContain('postgres');
    const [{ waits } = { waits: [] }] = compared.routes;
    expect(waits).toMatchObject([{ target: 'postgres db:5432', micros: { change: 0 } }]);
  });
});
