import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { code } from '../../src/render/markdown-table.ts';
import { emptyModel, functionRow, routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';

test('routes: a summary, then a table', () => {
  expect(renderMarkdown(shopModel()).split('\n').slice(0, 14)).toEqual([
    '# CPU profile of `shop 1.4.2`',
    '',
    '- pid 41233, Node v24.11.0, async-context engine, 1000 Hz',
    '- 2026-03-01 12:00:03 to 12:00:33 UTC, measured 30.0 s: 7,811 requests, 31 errors, CPU 19.6 s, 19,512 samples',
    '- Where the event loop’s time went: routes 58.0%, background 3.6%, garbage collection 3.2%, profiler 0.7%, idle 34.5%',
    '- Delay of the event loop: p50 0 µs, p99 34.0 ms, at most 71.0 ms',
    '',
    '## Routes, by CPU',
    '',
    'Shares are of the app’s CPU time, without the profiler’s own.',
    '',
    '| Route | CPU % | CPU | CPU/req | requests | 5xx | p50 | p95 | p99 |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| `POST /checkout` | 41.9% | 8.12 s | 38.3 ms | 212 | 4 | 49.8 ms | 119 ms | 218 ms |',
  ]);
});

test('functions, of a route', () => {
  const text = renderMarkdown(shopModel({ view: 'functions', route: 'POST /checkout' }));
  expect(text).toContain(
    '## Functions of `POST /checkout`, by self CPU\n\nShares are of the route’s CPU time, with its garbage collection.\n',
  );
  expect(text).toContain(
    '| `hashPassword` | `src/auth/password.ts:18:7` | `app` | 0.1% | 97.3% | 8.40 ms | 7.90 s | 8 |',
  );
});

test('callers and callees', () => {
  const callers = renderMarkdown(shopModel({ view: 'callers' }));
  expect(callers).toContain('| ← `rankProducts` | `src/search/rank.ts:12` |  | 2.70 s | 93.4% |');
  expect(renderMarkdown(shopModel({ view: 'callees' }))).toContain(
    '| → `tokenize` | `src/search/tokens.ts:8` |',
  );
});

test('an empty report says what to do', () => {
  expect(renderMarkdown(emptyModel())).toBe(
    '# CPU profile of this app\n\n- async-context engine, 1000 Hz\n\nNothing is measured yet. Send requests to the app, then reload.\n',
  );
});

test('names are code, whatever is in them', () => {
  expect(code('GET /a_b/:id*')).toBe('`GET /a_b/:id*`');
  expect(code('a|b')).toBe('<code>a&#124;b</code>');
  expect(code('a\\|b`c')).toBe('<code>a&#92;&#124;b&#96;c</code>');
  expect(code('<img src=x>')).toBe('<code>&#60;img src=x&#62;</code>');
  expect(code('a\nb')).toBe('<code>a&#92;nb</code>');
  expect(code('')).toBe('');
});

test('text from other servers makes no links and no mentions', () => {
  const failures = [{ message: 'see https://evil.example or www.evil.example, @all, a@b.example', count: 1 }];
  const { status } = shopModel();
  const text = renderMarkdown(shopModel({}, { status: { ...status, failures } }));
  expect(text).toContain('see https&#58;//evil.example or www&#46;evil.example, &#64;all, a&#64;b.example');
});

test('hostile names stay in their cells', () => {
  const routes = hostileNames.map((name) => routeRow('GET', name, 1_000, 10));
  const functions = hostileNames.map((name) =>
    functionRow(name, `/srv/${name}`, 3, 1_000, 2_000, 'dependency', { package: name }),
  );
  const [source] = shopModel().sources;
  const sources = [
    { ...source!, service: hostileNames[0]!, version: hostileNames[5]!, node: hostileNames[1]! },
  ];
  for (const view of ['routes', 'functions', 'callees'] as const) {
    const filter = hostileNames[4]!;
    const text = renderMarkdown(shopModel({ view, filter }, { routes, functions, sources }));
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const columns = new Set(rows.map((row) => row.split('|').length));
    expect([...columns], view).toHaveLength(1);
    expect(text.replaceAll(/<\/?code>|<0\.1%/g, '').replaceAll(/\\[<>]/g, '')).not.toMatch(/[<>]/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

test('the link to more is a query that the report understands', () => {
  expect(renderMarkdown(shopModel())).toContain('More, in the URL: `?view=functions&format=markdown`;');
});
