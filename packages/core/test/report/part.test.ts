import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basePart, choiceOf, overlaps, queryMoment, wholePart } from '../../src/query/part.ts';
import { parseQuery, queryString } from '../../src/query/query.ts';
import { everything } from '../../src/store/choice.ts';
import { windows } from '../fixtures/windows.ts';
import { nowMicros, profileOf, sum } from './ask.ts';

const present = { nowMicros: Date.UTC(2026, 2, 1, 12) * 1000, deployMicros: 7 };
const choose = (part: Partial<typeof wholePart>) => choiceOf({ ...wholePart, ...part }, present);

describe('the words of a part', () => {
  test.each([
    ['-30s', present.nowMicros - 30e6],
    ['-5m', present.nowMicros - 300e6],
    ['-1.5h', present.nowMicros - 5_400e6],
    ['-2d', present.nowMicros - 172_800e6],
    ['2026-03-01', Date.UTC(2026, 2, 1) * 1000],
    ['2026-03-01T10:30', Date.UTC(2026, 2, 1, 10, 30) * 1000],
    ['2026-03-01 10:30:05Z', Date.UTC(2026, 2, 1, 10, 30, 5) * 1000],
    ['2026-03-01T10:30:05.123456Z', Date.UTC(2026, 2, 1, 10, 30, 5) * 1000 + 123_456],
    ['2026-03-01T10:30:05+02:00', Date.UTC(2026, 2, 1, 8, 30, 5) * 1000],
    ['deploy', 7],
  ])('from=%s', (from, micros) => {
    expect(choose({ from }).fromMicros).toBe(micros);
  });

  test.each([
    '5m',
    '-5',
    '-5y',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '2026-03-01T25:00',
    '-1e3s',
    '1970-01-01',
    '-5m ',
  ])('no time: %s', (from) => {
    expect(() => parseQuery(new URLSearchParams({ from }))).toThrow(
      /from=".*" is not a valid time\. Give one such as/,
    );
  });

  test('without words it is everything', () => {
    expect(choose({})).toEqual(everything);
  });

  test('an unknown deploy does not select everything', () => {
    const part = { ...wholePart, from: 'deploy' };
    expect(() => choiceOf(part, { ...present, deployMicros: 0 })).toThrow(
      /no version is known\. Set the option/,
    );
  });

  test('bounds in the wrong order select nothing', () => {
    expect(() => choose({ from: '-1h', to: '-2h' })).toThrow(/from="-1h" must be before to="-2h"/);
    expect(() => parseQuery(new URLSearchParams({ to: 'deploy' }))).toThrow(/to="deploy" is not possible/);
  });

  test('a moment comes back from its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8e15 }), (micros) => {
        expect(choose({ from: queryMoment(micros), to: '2250-01-01' }).fromMicros).toBe(micros);
      }),
    );
  });
});

describe('what to compare with', () => {
  const head = { from: '-5m', to: '', version: '2', host: 'h', process: 'p', service: 's' };

  test.each([
    ['-2h..-1h', { ...head, from: '-2h', to: '-1h' }],
    ['..-1h', { ...head, from: '', to: '-1h' }],
    ['-1h..', { ...head, from: '-1h' }],
    ['version:1.2.2', { ...head, from: '', version: '1.2.2', process: '' }],
    ['version:1 ..2', { ...head, from: '', version: '1 ..2', process: '' }],
    ['host:web-2', { ...head, from: '', host: 'web-2', process: '' }],
    ['process:ab12', { ...head, from: '', version: '', host: '', process: 'ab12' }],
    ['-2h..-1h process:ab12', { ...head, from: '-2h', to: '-1h', version: '', host: '', process: 'ab12' }],
    ['-2d..-1d version:v 1', { ...head, from: '-2d', to: '-1d', version: 'v 1', process: '' }],
  ])('base=%s', (base, part) => {
    expect(basePart(base, head)).toEqual(part);
  });

  test.each(['-1h', 'version:', '1.2.2', 'x..y', '-2h..-1h 1.2', 'host:', 'pid:7', '-1h..deploy'])(
    'not base=%s',
    (base) => {
      expect(() => basePart(base, head)).toThrow(
        /is not a part of a profile| is not a valid time|is not possible/,
      );
    },
  );

  test('a comparison needs it', () => {
    expect(() => parseQuery(new URLSearchParams('view=compare'))).toThrow(/Give it as base=/);
  });

  test('parts that may share measurements', () => {
    expect(overlaps(choose({ from: '-1h' }), choose({ from: '-2h', to: '-1h' }))).toBe(false);
    expect(overlaps(choose({ from: '-1h' }), choose({ from: '-2h', to: '-59m' }))).toBe(true);
    expect(overlaps(choose({ version: '1' }), choose({ version: '2' }))).toBe(false);
    expect(overlaps(choose({ process: 'a' }), choose({ version: '2' }))).toBe(true);
  });

  test('all of it is in the link', () => {
    const text = 'view=compare&from=-1h&version=2&process=p&service=s&base=-2h..-1h+version%3A1';
    const query = parseQuery(new URLSearchParams(text));
    expect(parseQuery(new URLSearchParams(queryString(query)))).toEqual(query);
  });
});

test('adjacent parts share no window and miss none', async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(windows, { minLength: 1, maxLength: 12 }), cuts, async (parts, inner) => {
      const ask = profileOf(parts);
      const whole = await ask('');
      // The middle of a window is the one place that could be on both sides, or on neither.
      const middles = inner.map((at) => {
        const { startMicros, endMicros } = parts[at % parts.length]!;
        return Math.floor((startMicros + endMicros) / 2);
      });
      const edges = [...new Set([...inner, ...middles])].sort((a, b) => a - b);
      const bounds = ['', ...edges.map((at) => `-${(nowMicros - at) / 1e6}s`), ''];
      const pieces = await Promise.all(
        bounds.slice(1).map((to, i) => ask(`${new URLSearchParams({ from: bounds[i]!, to })}`)),
      );
      for (const figure of ['elapsedMicros', 'cpuMicros', 'requests', 'samples', 'idleMicros'] as const) {
        expect(sum(pieces.map(({ totals }) => totals[figure]))).toBe(whole.totals[figure]);
      }
    }),
  );
});
