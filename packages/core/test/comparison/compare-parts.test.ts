import { describe, expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import { isChanged } from '../../src/comparison/verdicts.ts';
import type { Comparison, RouteChange } from '../../src/presentation/model/comparison.ts';
import { frameKey } from '../../src/profile/frame-key.ts';
import type { TraceWait } from '../../src/profile/trace.ts';
import { renderCompareMarkdown } from '../../src/render/compare-markdown.ts';
import { renderCompareText } from '../../src/render/compare-text.ts';
import { tracedProfile as profile, redis, request, requests } from '../fixtures/traced-profile.ts';
import { traceOf, tracesOf, waitAt } from '../fixtures/traces.ts';

const base = profile({ traces: requests(50) });
const onlyRoute = ({ routes }: Comparison): RouteChange => routes[0] as RouteChange;
const latencySentence = ({ sentences }: Comparison): string =>
  sentences.find(({ text }) => text.startsWith('Latency'))?.text ?? '';

describe('the parts of a latency', () => {
  test('are compared one by one, with an interval in microseconds', () => {
    const comparison = compareWindows(base, profile({ traces: requests(40, 6) }));
    const { latencyParts } = onlyRoute(comparison);
    expect(latencyParts.traced).toMatchObject({ before: 50, after: 40 });
    expect(latencyParts.waitMicros).toMatchObject({ before: 25_000, after: 125_000, verdict: 'slower' });
    const { low = 0, high = 0 } = latencyParts.waitMicros;
    expect(low).toBeGreaterThan(1_000);
    expect(low).toBeLessThan(100_000);
    expect(high).toBeGreaterThan(100_000);
    expect(latencyParts.cpuMicros).toMatchObject({ before: 1_000, after: 1_000, change: 0 });
    expect(latencyParts.cpuMicros.verdict).not.toBe('slower');
    expect(latencyParts.queuedMicros).toMatchObject({ before: 400, after: 400 });
    expect(comparison.overall.latencyParts.waitMicros).toMatchObject({ after: 125_000, verdict: 'slower' });
    expect(isChanged(onlyRoute(comparison))).toBe(true);
  });

  test('are the same in the same profile, and unsure with few traces or with none', () => {
    const same = onlyRoute(compareWindows(base, base));
    for (const figure of [same.latencyParts.waitMicros, same.waits[0]!.micros])
      expect(figure).toMatchObject({ change: 0, low: expect.any(Number), p: 1 });
    expect(isChanged(same)).toBe(false);
    const few = onlyRoute(compareWindows(base, profile({ traces: requests(9, 9) })));
    expect(few.latencyParts.waitMicros.verdict).toBe('unsure');
    expect(few.latencyParts.waitMicros).not.toHaveProperty('low');
    const none = onlyRoute(compareWindows(base, profile({})));
    expect(none.latencyParts).toMatchObject({
      traced: { before: 50, after: 0 },
      waitMicros: { before: 25_000, after: 0, verdict: 'unsure' },
    });
  });

  test('of all routes are those of the traced ones where few are traced, and then nothing is judged', () => {
    const run = (times: number) =>
      profile(
        { route: '/a', traces: requests(5, times) },
        { route: '/b', traces: requests(5, times) },
        { route: '/c' },
      );
    const { waitMicros, traced } = compareWindows(run(1), run(6)).overall.latencyParts;
    expect(traced).toMatchObject({ before: 10, after: 10 });
    expect(waitMicros).toMatchObject({ before: 25_000, after: 125_000, verdict: 'unsure' });
    // A rare route with few traces does not count where the others have enough.
    const rare = (times: number) =>
      profile(
        { route: '/a', traces: requests(50, times) },
        { route: '/b', requests: 10, traces: requests(1, 9) },
      );
    expect(compareWindows(rare(1), rare(6)).overall.latencyParts.waitMicros).toMatchObject({
      ...{ before: 25_000, after: 125_000, verdict: 'slower' },
    });
  });

  test('change together with all routes when the machine does', () => {
    const names = ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h'];
    const run = (times: (route: string) => number) =>
      profile(...names.map((route) => ({ route, traces: requests(50, times(route)) })));
    const all = compareWindows(
      run(() => 1),
      run(() => 1.3),
    );
    expect(all.routes.filter(isChanged)).toEqual([]);
    // But one among many stands out.
    const one = compareWindows(
      run(() => 1),
      run((route) => (route === '/c' ? 2.6 : 1.3)),
    );
    expect(one.routes.filter(isChanged).map(({ route }) => route)).toEqual(['/c']);
  });

  test('that vary from request to request are uncertain', () => {
    const varied = (times: number) =>
      profile({
        traces: tracesOf(Array.from({ length: 20 }, (_, i) => request(i % 10 === 0 ? 10 * times : 0.1))),
      });
    expect(onlyRoute(compareWindows(varied(1), varied(6))).latencyParts.waitMicros.verdict).toBe('unsure');
  });
});

describe('what is waited for', () => {
  test('is compared by place, the change first that is largest', () => {
    const { waits } = onlyRoute(compareWindows(base, profile({ traces: requests(50, 6) })));
    expect(waits).toMatchObject([
      {
        ...{ kind: 'net', target: 'postgres localhost:5432', name: 'loadItems', line: 14 },
        micros: { before: 20_000, after: 120_000, verdict: 'slower' },
        perRequest: { before: 3, after: 3 },
      },
      { target: 'redis localhost:6379', micros: { before: 5_000, after: 5_000 } },
    ]);
  });

  test('is found again when its line and its port are others', () => {
    const moved: TraceWait = { ...waitAt(0, { operations: 3, target: 'postgres localhost:41234' }) };
    const stack = moved.stack.map((frame) => ({ ...frame, line: frame.line + 9 }));
    const head = profile({ traces: requests(50, 6, { waits: [{ ...moved, stack }, redis] }) });
    const { waits } = onlyRoute(compareWindows(base, head));
    expect(waits.map(({ target, line, micros }) => [target, line, micros.before, micros.after])).toEqual([
      ['postgres localhost:41234', 23, 20_000, 120_000],
      ['redis localhost:6379', 8, 5_000, 5_000],
    ]);
  });

  test('may be new or gone', () => {
    const without = profile({
      traces: tracesOf(
        Array.from({ length: 50 }, () =>
          traceOf(
            [
              ['own', 1_000],
              ['wait', 5_000, 0],
            ],
            { waits: [redis] },
          ),
        ),
      ),
    });
    const [gone] = onlyRoute(compareWindows(base, without)).waits;
    expect(gone).toMatchObject({ line: 14, micros: { before: 20_000, after: 0, verdict: 'faster' } });
    const [added] = onlyRoute(compareWindows(without, base)).waits;
    expect(added).toMatchObject({ line: 14, micros: { before: 0, after: 20_000, verdict: 'slower' } });
    expect(added?.micros).not.toHaveProperty('change');
  });

  test('is shown where the original source has it', () => {
    const frame = waitAt(0).stack[1]!;
    const sites = new Map([[frameKey(frame), { ...frame, file: '/app/src/items.ts', line: 7 }]]);
    const head = { ...profile({ traces: requests(50, 6) }), sites, appFolder: '/app' };
    expect(onlyRoute(compareWindows({ ...base, sites, appFolder: '/app' }, head)).waits[0]).toMatchObject({
      ...{ file: 'src/items.ts', line: 7, micros: { before: 20_000, after: 120_000 } },
    });
  });
});

describe('the heaviest change, in words', () => {
  test('names what is waited for, where, and how often', () => {
    const often = { waits: [waitAt(0, { operations: 20 }), redis] };
    const slower = compareWindows(base, profile({ traces: requests(50, 6, often) }));
    expect(latencySentence(slower)).toMatch(
      /^Latency \(p95\): .*\. GET \/orders waits 100 ms more for postgres localhost:5432 at .*items\.js:14: 20 queries per request instead of 3\.$/,
    );
    const faster = compareWindows(profile({ traces: requests(50, 6) }), base);
    expect(latencySentence(faster)).toMatch(/GET \/orders waits 100 ms less for postgres .*items\.js:14\.$/);
    expect(renderCompareMarkdown(slower)).toContain('`GET /orders` waits 100 ms more for postgres');
    expect(latencySentence(compareWindows(base, base))).not.toContain('GET /orders waits');
  });

  test('may be own work, queueing or garbage collection', () => {
    const run = (own: number, queued: number, gc: number) =>
      profile({
        traces: tracesOf(
          Array.from({ length: 50 }, () =>
            traceOf(
              [
                ['own', own],
                ['queued', queued],
                ['gc', gc],
                ['wait', 5_000],
              ],
              { waits: [redis], blame: request().blame },
            ),
          ),
        ),
      });
    const before = run(1_000, 400, 100);
    const said = (head: typeof before) => latencySentence(compareWindows(before, head)).split('. ').at(-1);
    expect(said(run(90_000, 400, 100))).toBe('GET /orders works 89.0 ms more on the event loop.');
    expect(said(run(1_000, 90_400, 100))).toBe('GET /orders is queued 90.0 ms more behind others.');
    expect(said(run(1_000, 400, 90_100))).toBe('GET /orders is held up 90.0 ms more by garbage collection.');
  });
});

test('text and Markdown have a table of the parts, what changed first', () => {
  const comparison = compareWindows(base, profile({ traces: requests(50, 6) }));
  const lines = renderCompareText(comparison, { width: 160 }).split('\n');
  const head = lines.findIndex((line) => line.includes('of latency'));
  expect(lines[head + 1]).toMatch(
    /longer +20\.0 ms → 120 ms +\+100 ms +\+[\d.]+ m?s to \+[\d.]+ m?s +postgres localhost:5432 +\S*items\.js:14 +GET \/orders/,
  );
  expect(lines[head + 2]).toMatch(/±0 µs .* redis localhost:6379/);
  const [open = '', folded = ''] = renderCompareMarkdown(comparison).split('<details>');
  expect(open).toMatch(/\| `GET \/orders` \| `postgres localhost:5432` \| `\S*items\.js:14` \| longer \|/);
  expect(folded).toContain('`redis localhost:6379`');
  const same = compareWindows(base, base);
  expect(renderCompareText(same)).toMatch(/1\.00 ms → 1\.00 ms .* own work +GET \/orders\n/);
  expect(renderCompareMarkdown(same)).toMatch(/\| `GET \/orders` \| own work \| {2}\| /);
  const untraced = compareWindows(profile({}), profile({}));
  expect(renderCompareText(untraced)).not.toContain('of latency');
  expect(renderCompareMarkdown(untraced)).not.toContain('Part of latency');
});
