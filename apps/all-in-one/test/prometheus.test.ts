import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPrometheus } from '../../../packages/conformance/proofs/services/prometheus.ts';
import type { Service } from '../../../packages/conformance/proofs/services/service.ts';
import { ask } from '../../../packages/conformance/src/client/http.ts';
import { readReport } from '../../../packages/conformance/src/client/report.ts';
import { until } from '../../../packages/conformance/src/client/until.ts';
import { type Program, startProgram } from '../../../packages/conformance/test/client/program.ts';
import { findPromtool } from '../../../scripts/find-prometheus.ts';

const requests = 400;

let demo: Program;
let prometheus: Service;
let report: URL;
let metrics: URL;
beforeAll(async () => {
  const folder = join(import.meta.dirname, '..');
  demo = startProgram(join(folder, 'src/main.ts'), {
    words: ['--port', '0', '--requests', String(requests), '--rate', '200'],
    cwd: folder,
  });
  report = new URL(await demo.says(/Report +(\S+)/));
  metrics = new URL('metrics', report);
  await demo.says(/The load has ended/);
  prometheus = await startPrometheus(metrics);
});
afterAll(async () => {
  await prometheus?.stop();
  await demo?.stop();
});

interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [seconds: number, value: string];
}

async function query(text: string): Promise<readonly Found[]> {
  const { body } = await ask(prometheus, `/api/v1/query?query=${encodeURIComponent(text)}`);
  const answer = JSON.parse(body) as { readonly data: { readonly result: readonly Found[] } };
  return answer.data.result;
}

async function scrape(): Promise<string> {
  const { status, headers, body } = await ask({ port: Number(metrics.port) }, metrics.pathname);
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  return body;
}

test('promtool finds no fault', async () => {
  const input = await scrape();
  const { status, stdout, stderr } = spawnSync(findPromtool(), ['check', 'metrics'], {
    input,
    encoding: 'utf8',
  });
  expect([stdout, stderr, status]).toEqual(['', '', 0]);
});

test('Prometheus answers a query for each metric', async () => {
  const families = [...(await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(families.length).toBeGreaterThan(10);
  for (const [, name, type] of families) {
    const series = type === 'histogram' ? `${name}_bucket` : `${name}`;
    await until(
      () => query(series),
      (found) => found.length > 0,
      `a value of ${series}`,
    );
  }
});

test('what Prometheus has adds up to what the report has', async () => {
  const sumOf = async (text: string) => Number((await query(text))[0]?.value[1]);
  const { routes } = await readReport({ port: Number(report.port) }, report.pathname);
  const served = routes.reduce((sum, row) => sum + row.requests, 0);
  expect(served).toBeGreaterThanOrEqual(requests);
  await until(
    () => sumOf('sum(routeprof_requests_total)'),
    (sum) => sum === served,
    `${served} requests`,
  );
  expect(await sumOf('sum(routeprof_request_duration_seconds_count)')).toBe(served);
  const cpuSeconds = routes.reduce((sum, { cpuMicros }) => sum + cpuMicros / 1e6, 0);
  // Samples that waited for their route are filed later.
  const cpu = 'sum(routeprof_cpu_seconds_total)';
  await until(
    () => sumOf(cpu),
    (sum) => sum >= cpuSeconds * 0.999,
    `${cpuSeconds} s of CPU`,
  );
});
