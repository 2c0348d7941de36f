import type { FunctionRow, ReportModel } from '@routeprof/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../src/client/http.ts';
import { readReport, reportPath } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { type Program, portOf, programFile, startProgram } from './client/program.ts';

const handler = "router.get('/orders') handler";
const callback = 'map callback in search';

let program: Program;
let port: number;
beforeAll(async () => {
  program = startProgram(programFile('processes/labels.cjs'), { how: 'run' });
  port = await portOf(program);
});
afterAll(() => program.stop());

const get = (search: Record<string, string>) => ask({ port }, `${reportPath}?${new URLSearchParams(search)}`);

test('functions without a name are labelled by what they are passed to, in every format', async () => {
  const rows = (await until(
    async () => {
      for (let i = 0; i < 10; i++) await ask({ port }, '/shop/orders');
      const { functions } = await readReport({ port }, reportPath, 'view=functions');
      const found = [handler, callback].map((label) => functions.find(({ name }) => name === label));
      return found.every((row) => row !== undefined) ? found : undefined;
    },
    (found) => found !== undefined,
    'both functions in the report',
  )) as FunctionRow[];
  expect(rows).toMatchObject([
    { id: expect.stringMatching(/^\(anonymous\) .*labels\.cjs:12:\d+$/), line: 12, origin: 'app' },
    { id: expect.stringMatching(/^\(anonymous\) .*labels\.cjs:17:\d+$/), line: 17, origin: 'app' },
  ]);
  // The page has the report as text for browsers without JavaScript.
  for (const format of ['text', 'markdown', 'html']) {
    const { body } = await get({ format, view: 'functions', limit: '1000' });
    const shown = body.replaceAll('\\', '').replaceAll(/&#39;|&apos;/g, "'");
    expect(shown).toContain(callback);
    // A name that is too long for its column loses its middle.
    expect(shown).toMatch(/router\.get\('\/.*'\) handler/);
  }

  const found = JSON.parse(
    (await get({ format: 'json', view: 'functions', filter: callback })).body,
  ) as ReportModel;
  expect(found.functions.map(({ name }) => name)).toEqual([callback]);
  const [{ id }] = found.functions as [FunctionRow];
  const source = JSON.parse(
    (await get({ format: 'json', view: 'source', function: id })).body,
  ) as ReportModel;
  expect(source.source).toMatchObject({ functionLine: 17 });
  const pivot = JSON.parse((await get({ format: 'json', view: 'pivot', function: id })).body) as ReportModel;
  expect(pivot.pivot?.callees.map(({ name }) => name)).toContain('spin');
});
