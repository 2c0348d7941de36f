import { expect, test } from 'vitest';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { renderJson } from '../../src/render/json.ts';
import { emptyModel, routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';

test('has exactly the data of the model', () => {
  for (const model of [shopModel(), shopModel({ view: 'callers' }), emptyModel()]) {
    expect(JSON.parse(renderJson(model))).toEqual(model);
  }
});

test('has one row on one line, and ends with a newline', () => {
  const lines = renderJson(shopModel()).split('\n');
  expect(lines[0]).toBe('{');
  expect(lines[1]).toBe('  "format": 1,');
  expect(lines.filter((line) => line.startsWith('    {"method":"'))).toHaveLength(12);
  expect(lines.at(-2)).toBe('}');
  expect(lines.at(-1)).toBe('');
  expect(renderJson(emptyModel())).toContain('"routes": [],\n');
});

test('has its keys in the same order, however the model was built', () => {
  const model = shopModel();
  const reversed = JSON.parse(JSON.stringify(model), (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  ) as ReportModel;
  expect(renderJson(reversed)).toBe(renderJson(model));
});

test('keeps any name unchanged, and none has an effect on a terminal', () => {
  const model = shopModel({}, { routes: hostileNames.map((name) => routeRow('GET', name, 1000, 1)) });
  const json = renderJson(model);
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028]/u);
  expect((JSON.parse(json) as ReportModel).routes.map(({ route }) => route)).toEqual(hostileNames);
  expect(Buffer.from(json, 'utf8').toString('utf8')).toBe(json);
});
