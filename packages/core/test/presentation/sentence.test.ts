import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/presentation/model/latency-rows.ts';
import { piecesOf } from '../../src/presentation/sentence.ts';

const finding: Finding = {
  ...{ id: 'f', kind: 'n+1', method: 'GET', route: '/orders', target: '', share: 0.8 },
  savesMicros: { p50: 1, p95: 2 },
  text: 'GET /orders: 80 % waits at load (src/a.ts:14), 20 times; GET /orders is slow.',
  file: 'src/a.ts',
  line: 14,
};
const shown = (onOwnPage: boolean, change: Partial<Finding> = {}): string =>
  piecesOf({ ...finding, ...change }, onOwnPage)
    .map(({ kind, text }) => (kind === 'text' ? text : `[${kind} ${text}]`))
    .join('');

describe('the sentence of a finding', () => {
  test('has its route and its place as links, each once', () => {
    expect(shown(false)).toBe(
      '[route GET /orders]: 80 % waits at load ([place src/a.ts:14]), 20 times; GET /orders is slow.',
    );
  });

  test('on the page of the route it does not begin with the route', () => {
    expect(shown(true, { text: 'GET /orders: waits at src/a.ts:14.' })).toBe('Waits at [place src/a.ts:14].');
    expect(shown(true, { text: 'GET /orders blocks at src/a.ts:14.' })).toBe(
      'Blocks at [place src/a.ts:14].',
    );
  });

  test('a place that it does not name follows, and without a place nothing does', () => {
    expect(shown(false, { text: 'It waits.' })).toBe('It waits. [place src/a.ts:14]');
    expect(shown(false, { text: 'It waits.', file: '', line: 0 })).toBe('It waits.');
  });
});
