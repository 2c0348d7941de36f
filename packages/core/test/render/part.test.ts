import { describe, expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import type { History } from '../../src/presentation/model/history.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import type { ReportQuery } from '../../src/query/query.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import { seeded, simulateRun } from '../comparison/simulate.ts';
import { shopModel } from './fixture.ts';

const noon = Date.UTC(2026, 2, 1, 12) * 1000;
const hour = 3_600e6;

const history: History = {
  slices: [
    { startMicros: noon - 2 * hour, endMicros: noon - hour, requests: 1, cpuMicros: 2, p95Micros: 3 },
    { startMicros: noon - hour, endMicros: noon, requests: 1, cpuMicros: 2, p95Micros: 3 },
  ],
  versions: [
    { service: 'shop', version: '1.4.1', fromMicros: noon - 2 * hour, toMicros: noon - hour },
    { service: 'shop', version: '1.4.2', fromMicros: noon - hour, toMicros: noon },
  ],
  processes: [
    {
      ...{ instance: 'a1', pid: 41233, service: 'shop', version: '1.4.2', node: 'v24.11.0', isThis: true },
      ...{ fromMicros: noon - hour, toMicros: noon, requests: 1, cpuMicros: 2 },
    },
  ],
  services: ['admin', 'shop'],
  clearedMicros: 0,
  store: {
    kind: 'directory',
    folder: '/var/x',
    windows: 2,
    bytes: 9,
    problems: ['The disk is full: make room.'],
  },
};

const chosen = { from: noon - hour, to: 0 };
const query = { from: '-1h', version: '1.4.2', process: 'a1' };

function model(asked: Partial<ReportQuery>, changes: Partial<ReportModel> = {}): ReportModel {
  return shopModel(asked, { history, chosen, ...changes });
}

describe('every format says which part it covers, and what is wrong with the store', () => {
  const words = 'since 2026-03-01 11:00:00 UTC, version 1.4.2, pid 41233';

  test.each([
    ['text', () => renderText(model(query))],
    ['Markdown', () => renderMarkdown(model(query))],
  ])('%s', (_, render) => {
    expect(render()).toContain(words);
    expect(render()).toContain('The disk is full: make room.');
  });

  test('JSON', () => {
    const json = JSON.parse(renderJson(model(query)));
    expect(json).toMatchObject({ query, chosen, history: { versions: history.versions } });
  });

  test('and nothing when it is about everything', () => {
    const whole = { chosen: { from: 0, to: 0 } };
    expect(renderText(model({}, whole))).not.toContain('chosen:');
    expect(renderMarkdown(model({}, whole))).not.toContain('Chosen');
  });

  test('a part without measurements', () => {
    const { totals } = shopModel();
    const empty = { totals: { ...totals, elapsedMicros: 0, samples: 0, requests: 0 } };
    const idle = { ...empty, totals: { ...empty.totals, elapsedMicros: 5 } };
    expect(renderText(model(query, idle))).toContain('Nothing was measured in this selection.');
    expect(renderText(model(query, idle))).toContain(words);
    // The last window reaches into it, and its middle is before.
    const short = { ...empty, chosen: { from: noon - 3e6, to: 0 } };
    expect(renderText(model({ from: '-3s' }, short))).toContain('The selection is too short: measurements');
    const later = { ...empty, chosen: { from: noon + 3e6, to: 0 } };
    expect(renderText(model({ from: '-3s' }, later))).toContain('Nothing was measured in this selection.');
    const elsewhere = { ...empty, chosen: { from: 0, to: 0 } };
    expect(renderText(model({ service: 'bank' }, elsewhere))).toContain(
      'Nothing was measured in this selection.',
    );
  });
});

describe('a comparison', () => {
  const functions = [1, 2, 3].map((at) => ({
    name: `f${at}`,
    route: `/${at}`,
    cpuMicros: 1_000,
    sensitivity: 0,
  }));
  const machine = { random: seeded(3), drift: 0 };
  const [before, after] = [simulateRun(functions, machine), simulateRun(functions, machine)];
  const comparison = compareWindows({ window: before }, { window: after });
  const base = {
    ...{ sources: [], range: { from: noon - 2 * hour, to: noon - hour }, requests: 7, samples: 9 },
    ...{ chosen: { from: noon - 2 * hour, to: noon - hour }, overlaps: true },
  };
  const compared = model({ view: 'compare', base: '-2h..-1h' }, { comparison, base });

  test.each([
    ['text', () => renderText(compared)],
    ['Markdown', () => renderMarkdown(compared)],
  ])('%s has the verdict, the baseline and the rows', (_, render) => {
    expect(render()).toMatch(/ompared with/);
    expect(render()).toContain('2026-03-01 10:00:00 to 11:00:00 UTC');
    expect(render()).toContain('may share measurements');
    for (const { route } of comparison.routes) expect(render()).toContain(route);
  });
});
