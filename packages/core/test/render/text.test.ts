import { describe, expect, test } from 'vitest';
import { textWidth } from '../../src/presentation/text-width.ts';
import { renderText } from '../../src/render/text.ts';
import { callRow, emptyModel, functionRow, routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';

const count = (rows: number) => ({ all: rows, matched: rows, shown: rows });

describe('routes', () => {
  const lines = renderText(shopModel()).split('\n');

  test('begin with the process, the time, and where the time went', () => {
    expect(lines.slice(0, 7)).toEqual([
      'shop 1.4.2 · pid 41233 · Node v24.11.0 · async-context engine, 1000 Hz',
      '2026-03-01 12:00:03 to 12:00:33 UTC · measured 30.0 s · CPU 19.6 s · 7,811 requests · 31 errors · 19,512 samples',
      '',
      'where the time goes  ████████████▒·······  █ routes 58.0%  ▓ background 3.6%  ▒ gc 3.2%  # profiler 0.7%  · idle 34.5%',
      'delay of the event loop  p50 0 µs, p99 34.0 ms, at most 71.0 ms',
      '',
      'Routes, by CPU',
    ]);
  });

  test('are a table with units, numbers at the right and names last', () => {
    expect(lines.slice(7, 11)).toEqual([
      'Shares are of the app’s CPU time, without the profiler’s own.',
      '↓ CPU %      CPU  CPU/req  on loop  samples  requests  5xx      p50      p95      p99  route',
      '  41.9%   8.12 s  38.3 ms   8.28 s    8,120       212    4  49.8 ms   119 ms   218 ms  POST /checkout',
      '  20.3%   3.94 s  2.66 ms   4.02 s    3,940     1,480    0  3.46 ms  8.25 ms  15.2 ms  GET /search',
    ]);
    expect(lines).toContain('12 routes shown');
  });

  test('fit the width: hidden columns are named, and the sort column stays', () => {
    for (const width of [80, 100, 120, 160, 200]) {
      const text = renderText(shopModel({ sort: 'mean' }), { width });
      const table = text
        .split('\n')
        .filter((line) => /(POST|GET|PUT) [/(]/.test(line) && !line.includes('?'));
      expect(table).toHaveLength(12);
      if (width >= 100) for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(text).toMatch(/↓ mean/);
    }
    expect(renderText(shopModel(), { width: 200 })).not.toContain('Hidden columns');
    expect(renderText(shopModel(), { width: 120 })).toContain(
      'Hidden columns: gc, 4xx, aborted, mean, max. ?format=json has all.',
    );
  });

  test('say how to ask for more', () => {
    expect(lines.slice(-10)).toEqual([
      'Ask for more in the URL:',
      '  ?view=functions                         functions of the whole app; also flame, callers, callees',
      '  ?view=functions&route=POST%20/checkout  functions of one route',
      '  ?filter=text                            rows with this text, or filter=/regular expression/',
      '  ?sort=p95                               or cpu, cpu/request, wall, samples, requests, errors, mean, p50, p95, p99, max, route',
      '  ?from=-5m                               the last 5 minutes; also to, 2026-03-01T12:00Z, from=deploy, version',
      '  ?view=compare&base=-2h..-1h             against another time, or base=version:1.2.2; also view=flame',
      '  ?limit=500&full=1                       more rows, whole paths',
      '  ?format=json                            also markdown, html, text',
      '',
    ]);
  });
});

describe('functions', () => {
  test('have self, total, whose code it is, and the place', () => {
    const text = renderText(shopModel({ view: 'functions' }), { width: 160 });
    expect(text).toContain(
      'Functions, by self CPU\nShares are of the app’s CPU time, without the profiler’s own.\n',
    );
    expect(text).toMatch(
      /^ {3}12\.4% +14\.9% +2\.41 s +2\.89 s +2\.46 s +2\.95 s +2,410 +2,890 {2}app +scoreProduct +src\/search\/score\.ts:41:7$/m,
    );
    expect(text).toMatch(/ @hapi\/some-long-scope +compile /);
    expect(text).toMatch(/ native +\(garbage collector\)$/m);
  });

  test('of a route are shares of what the route used', () => {
    const text = renderText(shopModel({ view: 'functions', route: 'POST /checkout', sort: 'total' }));
    expect(text).toContain(
      'Functions of POST /checkout, by total CPU\nShares are of the route’s CPU time, with its garbage collection.\n',
    );
    expect(text).toMatch(/ 90\.0% +90\.4% .* pbkdf2Sync /);
  });

  test('have full paths, however long, with full=1', () => {
    const file = `/srv/${'deep/'.repeat(40)}file.ts`;
    const text = (full: boolean) =>
      renderText(shopModel({ view: 'functions', full }, { functions: [functionRow('f', file, 1, 1, 1)] }));
    expect(text(true)).toContain(`${file}:1:7\n`);
    expect(text(false)).not.toContain(file);
  });

  test('count shown, matching and all rows', () => {
    const shown = (query: object, counts: object) =>
      renderText(
        shopModel(
          { view: 'functions', ...query },
          { counts: { routes: count(12), functions: counts as never } },
        ),
      );
    expect(shown({ limit: 12 }, { all: 80, matched: 80, shown: 12 })).toContain(
      '\n12 of 80 functions shown; limit=12\n',
    );
    expect(shown({ filter: 'x', limit: 5 }, { all: 80, matched: 40, shown: 5 })).toContain(
      '\nfilter=x matches 40 of 80 functions; 5 shown; limit=5\n',
    );
    expect(shown({}, count(1))).toContain('\n1 function shown\n');
  });
});

describe('calls', () => {
  test('callers are below their function, with shares of its total', () => {
    const text = renderText(shopModel({ view: 'callers' }), { width: 140 });
    expect(text).toContain(
      'Shares are of the app’s CPU time, without the profiler’s own; of a caller, of its function’s total.',
    );
    expect(text).toMatch(
      / {4}2\.41 s +2\.89 s +14\.9% .* scoreProduct +src\/search\/score\.ts:41:7\n +2\.70 s +93\.4% .* {2}rankProducts +src\/search\/rank\.ts:12\n +190 ms +6\.6% .* {2}\(anonymous\) /,
    );
  });

  test('a function without callers was called by the event loop', () => {
    const functions = [
      functionRow('main', 'a.ts', 1, 1, 2, 'app', { callers: [callRow('(root)', '', 0, 2)] }),
    ];
    expect(renderText(shopModel({ view: 'callers' }, { functions }))).toMatch(
      / 100\.0% .* {2}\(event loop\)$/m,
    );
  });

  test('callees too', () => {
    const text = renderText(shopModel({ view: 'callees' }));
    expect(text).toMatch(/scoreProduct .*\n.* {2}tokenize +src/);
    expect(text).toMatch(/\(garbage collector\)\n +\(nothing that was sampled\)\n/);
  });
});

test('an empty report says what to do', () => {
  expect(renderText(emptyModel())).toBe(
    'routeprof · async-context engine, 1000 Hz\n\nNothing is measured yet. Send requests to the app, then reload.\n',
  );
  const status = { ...shopModel().status, paused: true };
  expect(renderText(emptyModel({}, { status }))).toContain('resume it, then send requests');
});

test('a table without rows says why', () => {
  const none = { all: 60, matched: 0, shown: 0 };
  const changes = { functions: [], routes: [], counts: { routes: count(0), functions: none } };
  expect(renderText(shopModel({ view: 'functions', filter: 'x' }, changes))).toContain(
    '\n\nNo function matches the search.\n\nfilter=x matches 0 of 60 functions; 0 shown\n',
  );
  expect(renderText(shopModel({}, changes))).toContain('No request has ended yet. Send requests');
});

test('notices about the numbers are above them', () => {
  const text = renderText(
    shopModel(
      {},
      {
        status: {
          ...shopModel().status,
          paused: true,
          engine: 'inspector',
          passedOver: 'no native binary for this platform',
          lostSamples: 1_234,
          failures: [{ message: 'out of\nluck', count: 3 }],
        },
      },
    ),
  );
  expect(text).toContain(
    [
      '! Paused: nothing is being recorded.',
      '! Using the inspector engine: no native binary for this platform',
      '! 1,234 samples arrived while a buffer was full and are counted as background.',
      '! The profiler failed 3 times: out of\\nluck',
      '',
    ].join('\n'),
  );
});

test('several processes are counted and named', () => {
  const [source] = shopModel().sources;
  const sources = [1, 2, 3, 4, 5, 6].map((pid) => ({ ...source!, pid, instance: `i${pid}` }));
  expect(renderText(shopModel({}, { sources }))).toMatch(
    /^shop 1\.4\.2 · 6 processes, pid 1, 2, 3, 4, … · Node/,
  );
});

describe('hostile names', () => {
  const routes = hostileNames.map((name) => routeRow('GET', name, 1_000, 10));
  const functions = hostileNames.map((name) =>
    functionRow(name, `/srv/${name}`, 3, 1_000, 2_000, 'dependency', { package: name }),
  );
  const changes = {
    routes,
    functions,
    counts: { routes: count(routes.length), functions: count(functions.length) },
  };

  test.each(['routes', 'functions', 'callers'] as const)('do nothing to a terminal: %s', (view) => {
    const text = renderText(shopModel({ view, filter: hostileNames[7] ?? '' }, changes), { width: 160 });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(text).toContain('gpj.\\u202eexe');
    expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(700);
  });

  test('leave the columns where they are', () => {
    const lines = renderText(shopModel({ view: 'functions' }, changes), { width: 150 }).split('\n');
    const head = lines.findIndex((line) => line.includes('self %'));
    const at = lines[head]!.indexOf('where');
    const rows = lines.slice(head + 1, head + 1 + hostileNames.length);
    expect(rows).toHaveLength(hostileNames.length);
    for (const row of rows) {
      const before = row.slice(0, row.indexOf('/srv/'));
      expect(textWidth(before), row).toBe(at);
    }
  });
});

test('colours change nothing but colours', () => {
  for (const view of ['routes', 'functions', 'callers', 'callees'] as const) {
    const plain = renderText(shopModel({ view }));
    const colored = renderText(shopModel({ view }), { color: true });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[1mshop 1.4.2\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this is about
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  }
});
