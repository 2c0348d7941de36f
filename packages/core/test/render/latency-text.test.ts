import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import type { SlowRequest } from '../../src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { textWidth } from '../../src/presentation/text-width.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { requestTimeLine } from '../../src/render/request-time-line.ts';
import { renderText } from '../../src/render/text.ts';
import { tracedWindow } from '../fixtures/traced-window.ts';
import { hostileNames } from './hostile.ts';

const report = createFileReport(tracedWindow());
const ofRoute = await report.ask(new URLSearchParams('route=GET+/orders/:id'));
const overview = await report.ask(new URLSearchParams());
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const timeLines = (text: string): string[] =>
  text.split('\n').filter((line) => /[█░]/.test(line) && !line.startsWith('where the time goes'));

describe('a time line in plain characters', () => {
  test('fits into 100 columns, and into fewer, and has a lane for every reason', () => {
    for (const width of [60, 80, 100, 200]) {
      const lines = timeLines(renderText(ofRoute, { width, hints: false }));
      expect(lines).toHaveLength(24);
      expect(Math.max(...lines.map(textWidth)), String(width)).toBeLessThanOrEqual(Math.min(width, 100));
    }
  });

  test('begins before Node saw the request, and what follows begins where the last ended', () => {
    const step = (kind: 'own' | 'wait', startMicros: number, micros: number) => ({
      kind,
      startMicros,
      micros,
    });
    const [first] = ofRoute.slowest as [SlowRequest];
    const steps = [step('own', 0, 25_000), step('wait', 25_000, 50_000), step('own', 75_000, 25_000)];
    const request = { ...first, beforeNodeMicros: 100_000, totalMicros: 100_000, steps };
    expect(requestTimeLine(request, 77)).toEqual([
      '                                               0             100 ms',
      'before Node                ░░░░░░░░░░░░░░░░░░░░                      ≈ 100 ms',
      'own work                                       █████          █████   50.0 ms',
      'waits: timer, lock, other                           ██████████        50.0 ms',
    ]);
  });

  test('shows also what is too short for it', () => {
    const [first] = ofRoute.slowest as [SlowRequest];
    const steps = [{ kind: 'gc', startMicros: 614_000, micros: 1 }] as const;
    const [, line] = requestTimeLine({ ...first, steps }, 60);
    expect(line).toMatch(/^garbage collection +█ +1 µs$/);
  });
});

describe('names from the app', () => {
  const hostile = (name: string, model: ReportModel): ReportModel => ({
    ...model,
    findings: model.findings.map((one) => ({ ...one, text: `It waits at ${name}.`, file: name })),
    waits: model.waits.map((one) => ({
      ...one,
      name,
      file: name,
      target: name,
      operation: name,
      library: name,
    })),
    blame: model.blame.map((one) => ({ ...one, ...(one.byMethod === '' ? {} : { byRoute: name }) })),
    slowest: model.slowest.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({
        ...step,
        ...(step.wait && { wait: { ...step.wait, name, file: name, target: name } }),
        ...(step.by && { by: { ...step.by, route: name } }),
      })),
    })),
  });

  test.each(hostileNames)('do nothing to a terminal or to Markdown: %j', (name) => {
    for (const model of [overview, ofRoute].map((one) => hostile(name, one))) {
      const text = renderText(model, { width: 120, hints: false });
      expect(text.replaceAll('\n', '')).not.toMatch(invisible);
      for (const line of timeLines(text)) expect(textWidth(line)).toBeLessThanOrEqual(100);
      const markdown = renderMarkdown(model, { hints: false });
      expect(markdown.replaceAll('\n', '')).not.toMatch(invisible);
      const outside = markdown.replaceAll(/(`{3,})text\n[\s\S]*?\n\1/g, '').replaceAll(/`[^`\n]*`/g, '');
      expect(outside.replaceAll(/<\/?code>/g, '').replaceAll(/\\[<>]/g, '')).not.toMatch(/[<>]/);
      for (const table of outside.split('\n\n').filter((part) => part.startsWith('| ')))
        expect(new Set(table.split('\n').map((row) => row.split('|').length)).size).toBe(1);
    }
  });
});

test('the report of another measure says nothing of latencies', async () => {
  const text = renderText(await report.ask(new URLSearchParams('measure=wait')), { hints: false });
  expect(text).not.toContain('What makes requests slow');
  expect(text).not.toContain('latency by its parts');
});

test('a route without parts was not traced yet, or its traces were cut: how many, and what helps', () => {
  const withCut = (cut: number): ReportModel => ({
    ...overview,
    routes: overview.routes.map((row, i) =>
      i === 0 ? row : { ...row, latencyParts: { ...row.latencyParts, traced: 0, cut } },
    ),
  });
  for (const render of [renderText, renderMarkdown]) {
    const words = (cut: number): string => render(withCut(cut), { width: 400, hints: false } as never);
    expect(words(0)).toContain('not traced yet');
    expect(words(1)).toContain('its one trace was cut: raise traceBudget');
    expect(words(1_234)).toContain('all 1,234 traces were cut: raise traceBudget');
    expect(words(1)).not.toContain('not traced yet');
  }
});
