import { expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import { formatInterval, formatPoints } from '../../src/presentation/compare-words.ts';
import type { Comparison } from '../../src/presentation/model/comparison.ts';
import { renderCompareMarkdown } from '../../src/render/compare-markdown.ts';
import { renderCompareText } from '../../src/render/compare-text.ts';
import { renderJson } from '../../src/render/json.ts';
import { type SimulatedFunction, seeded, simulateRun } from '../comparison/simulate.ts';
import { hostileNames } from './hostile.ts';

const functions: SimulatedFunction[] = [
  { name: 'pay', route: '/pay', cpuMicros: 20_000, sensitivity: 0 },
  ...Array.from({ length: 30 }, (_, i) => ({
    name: `f${i}`,
    route: `/${i % 3}`,
    cpuMicros: 1_000,
    sensitivity: 1,
  })),
];
const machine = { random: seeded(5), drift: 0 };
const base = simulateRun(functions, machine);

function compare(head: readonly SimulatedFunction[]): Comparison {
  return compareWindows({ window: base }, { window: simulateRun(head, machine) });
}

const slower = compare(functions.map((one) => (one.name === 'pay' ? { ...one, cpuMicros: 27_000 } : one)));
const same = compare(functions);

test('the answer comes first', () => {
  expect(renderCompareText(slower).split('\n').slice(0, 3)).toEqual([
    'CPU per request: slower in pay, GET /pay.',
    expect.stringMatching(/^Errors: none\.$/),
    expect.stringMatching(/^Latency \(p95\): unsure/),
  ]);
  expect(renderCompareMarkdown(slower).split('\n')[0]).toBe(
    '### 🔴 CPU per request: slower in `pay`, `GET /pay`.',
  );
  expect(renderCompareText(same).split('\n')[0]).toBe('CPU per request: no difference beyond noise.');
  expect(renderCompareMarkdown(same).split('\n')[0]).toBe(
    '### ⚪ CPU per request: no difference beyond noise.',
  );
});

test('a comment shows what changed, and folds the rest', () => {
  const [open = '', folded = ''] = renderCompareMarkdown(slower).split('<details>');
  expect(open).toMatch(
    /\| `pay` \| `a\.js` \| slower \| [45]\.\d\d ms → 6\.\d\d ms \| \+\d\d\.\d% \| \+\d+\.\d% to \+\d\d\.\d% \|/,
  );
  expect(open).not.toContain('`f0`');
  expect(folded).toContain('<summary>3 routes and 30 functions');
  expect(folded).not.toContain('`pay`');
  expect(renderCompareMarkdown(same).split('<details>')[0]).not.toContain('|');
});

test('the text fits its width, and counts what it leaves out', () => {
  for (const width of [80, 120, 200]) {
    const lines = renderCompareText(slower, { width }).split('\n');
    for (const line of lines.slice(3)) expect(line.length).toBeLessThanOrEqual(width);
  }
  expect(renderCompareText(slower)).toContain('and 20 functions without a change');
  expect(renderCompareText(slower, { color: true })).toContain('\u001b[33m');
});

test('names from the app have no effect anywhere', () => {
  const named = functions.map((one, i) => ({
    ...one,
    name: hostileNames[i % hostileNames.length] ?? '',
    route: hostileNames[(i * 7) % hostileNames.length] ?? '',
  }));
  const before = simulateRun(named, machine);
  const after = simulateRun(
    named.map((one) => ({ ...one, cpuMicros: one.cpuMicros * (one.sensitivity === 0 ? 2 : 1) })),
    machine,
  );
  const comparison = compareWindows({ window: before }, { window: after });
  expect(comparison.verdict).toBe('slower');
  const text = renderCompareText(comparison);
  const markdown = renderCompareMarkdown(comparison);
  for (const out of [text, markdown, renderJson(comparison)]) {
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028]/u);
  }
  expect(markdown).not.toMatch(/<script|<img|<b>|<!--/);
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  const cells = (row: string) => row.replace(/`[^`]*`/g, '').split('|').length;
  // Of functions and of routes.
  expect(new Set(rows.map(cells))).toEqual(new Set([10, 15]));
});

test('the JSON has everything', () => {
  expect(JSON.parse(renderJson(slower))).toEqual(slower);
});

test('an interval that excludes 0 does not read as if it held 0', () => {
  const judged = (low: number, high: number) => ({ low, high }) as Parameters<typeof formatInterval>[0];
  expect(formatInterval(judged(0.0003, 0.05))).toBe('+0.03% to +5.0%');
  expect(formatInterval(judged(-0.2, -0.00001))).toBe('-20.0% to -0.001%');
  expect(formatInterval(judged(-0.0004, 0))).toBe('-0.04% to ±0.0%');
  expect(formatPoints(judged(0.00001, 0.01))).toBe('+0.001 to +1.00');
  expect(formatPoints(judged(-0.01, -0.0000004))).toBe('-1.00 to -0.00004');
});
