import { describe, expect, test } from 'vitest';
import { BudgetError, parseBudget, parseBudgets } from '../../src/comparison/budget.ts';
import type { ComparedProfile } from '../../src/comparison/compare.ts';
import { judgeBudgets } from '../../src/comparison/judge-budgets.ts';
import { budgetSentence } from '../../src/render/budget-words.ts';
import { tracedProfile as profile, redis, request, requests } from '../fixtures/traced-profile.ts';
import { traceOf, tracesOf, waitAt } from '../fixtures/traces.ts';

describe('the language', () => {
  test('names what is waited for', () => {
    expect(parseBudget('waits(postgres)/request > 3')).toMatchObject({
      metric: 'waits/request',
      waitsFor: 'postgres',
      limit: { kind: 'absolute', value: 3 },
    });
    expect(parseBudget('route GET /a wait(postgres localhost:5432)/request>=50ms')).toMatchObject({
      subject: { kind: 'route', method: 'GET', pattern: '/a' },
      metric: 'wait/request',
      waitsFor: 'postgres localhost:5432',
      operator: '>=',
      limit: { value: 50_000 },
    });
    expect(parseBudget('waits/request > 0.5')).toEqual({
      ...{ text: 'waits/request > 0.5', line: 1, subject: { kind: 'all' } },
      ...{ metric: 'waits/request', operator: '>', limit: { kind: 'absolute', value: 0.5 } },
    });
    expect(parseBudget('route /a(b) queued/request > +10%')).toMatchObject({
      subject: { pattern: '/a(b)' },
      metric: 'queued/request',
      limit: { kind: 'relative', change: 0.1 },
    });
    expect(parseBudget('wait(*)/request > 1s').waitsFor).toBe('*');
  });

  test.each([
    ['wait(postgres > 50ms', 0, 'Write wait/request, or wait(NAME)/request'],
    ['waits(postgres) > 3', 0, 'such as waits(postgres)/request'],
    ['waits()/request > 3', 0, 'The name of what is waited for is missing'],
    ['wait("postgres")/request > 3ms', 0, 'has a bracket or quote in it'],
    ['route GET /a wait(b > 3ms', 13, 'Write wait/request'],
    ['queued(GET /a)/request > 5ms', 0, 'Write queued/request'],
    ['wait(a)/request > 3', 18, 'time with its unit'],
    ['waits(a)/request > 3ms', 19, 'a number, such as 3'],
    ['function f wait/request > 3ms', 11, 'A function has no wait/request'],
  ])('says what is wrong with %j, and where', (text, caret, sentence) => {
    expect(() => parseBudgets(text)).toThrow(BudgetError);
    try {
      parseBudgets(text);
    } catch (error) {
      const [first, shown, mark] = (error as Error).message.split('\n');
      expect(first).toContain(sentence);
      expect(shown).toBe(`  ${text}`);
      expect(mark).toBe(`  ${' '.repeat(caret)}^`);
    }
  });
});

const judge = (text: string, head: ComparedProfile, base?: ComparedProfile) =>
  judgeBudgets(parseBudgets(text), head, base);
const sentences = (text: string, head: ComparedProfile, base?: ComparedProfile): string[] =>
  judge(text, head, base).map(budgetSentence);

test('compares weighted means over the traced requests, and says how many there were', () => {
  const rare = Array.from({ length: 15 }, () => request(1, { weightMilli: 1_000 }));
  const often = Array.from({ length: 15 }, () => request(3, { weightMilli: 3_000 }));
  const head = profile({ traces: tracesOf([...rare, ...often]) });
  expect(
    judge(
      'route GET /orders wait(postgres)/request > 49ms\nwait/request > 60ms\nwait(redis)/request > 1s\nqueued/request > 100us',
      head,
    ),
  ).toMatchObject([
    { outcome: 'breached', is: 50_000, traced: 30, subject: 'GET /orders' },
    { outcome: 'kept', is: 55_000, traced: 30, subject: '' },
    { outcome: 'kept', is: 5_000 },
    { outcome: 'breached', is: 400 },
  ]);
  expect(sentences('waits(postgres)/request > 2.5\nwaits/request > 4', head)).toEqual([
    'Failed: waits(postgres)/request is 3 (limit 2.5), by 30 traces.',
    'Passed: waits/request is 4 (limit 4), by 30 traces.',
  ]);
});

test('a name may be a service, an address, both, a library, a kind, or have stars', () => {
  const timer = waitAt(2, { kind: 'timer', target: '', library: 'mysql2' });
  const head = profile({
    traces: tracesOf(
      Array.from({ length: 10 }, () =>
        traceOf(
          [
            ['wait', 7_000, 0],
            ['wait', 3_000, 1],
          ],
          { waits: [waitAt(0), timer] },
        ),
      ),
    ),
  });
  const figure = (name: string) => judge(`wait(${name})/request > 1s`, head)[0]?.is;
  for (const name of ['postgres', 'localhost:5432', 'postgres localhost:5432', 'net', 'post*'])
    expect([name, figure(name)]).toEqual([name, 7_000]);
  for (const name of ['timer', 'mysql2', '*er']) expect([name, figure(name)]).toEqual([name, 3_000]);
  expect(figure('*')).toBe(10_000);
  expect(figure('ostgre')).toBeUndefined();
});

test('what nothing waits for is not measured; a route that does not wait for what others do, waits 0', () => {
  const head = profile(
    { traces: requests(20) },
    { route: '/quick', traces: tracesOf(Array.from({ length: 20 }, () => traceOf([['own', 90]]))) },
  );
  expect(sentences('wait(postgress)/request > 5ms', head)).toEqual([
    'Not measured: wait(postgress)/request > 5ms. Nothing waits for postgress. Requests wait for postgres localhost:5432, redis localhost:6379.',
  ]);
  expect(sentences('route /quick wait(postgres)/request > 5ms', head)).toEqual([
    'Passed: wait(postgres)/request of GET /quick is 0 µs (limit 5.00 ms), by 20 traces.',
  ]);
  expect(judge('route /nothing wait/request > 5ms', head)).toMatchObject([{ outcome: 'unmeasured' }]);
});

test('too few traces measure nothing, unless they are all requests', () => {
  const few = profile({ traces: requests(9) });
  expect(sentences('route GET /orders waits(postgres)/request > 2\nwait/request > 1ms', few)).toEqual([
    'Not measured: route GET /orders waits(postgres)/request > 2. Too few requests of GET /orders were traced: 9.',
    'Not measured: wait/request > 1ms. Too few requests were traced: 9.',
  ]);
  expect(judge('wait/request > 1ms', profile({ traces: requests(9), requests: 9 }))).toMatchObject([
    { outcome: 'breached', traced: 9 },
  ]);
  expect(sentences('route GET /orders queued/request > 1ms', profile({}))).toEqual([
    'Not measured: route GET /orders queued/request > 1ms. No requests of GET /orders were traced.',
  ]);
});

test('all requests together are measured when most of them are', () => {
  const with_ = (untraced: number) =>
    profile({ traces: requests(20) }, { route: '/untraced', requests: untraced });
  expect(judge('wait/request > 1ms', with_(50))).toMatchObject([{ outcome: 'breached', traced: 20 }]);
  expect(judge('wait/request > 1ms', with_(60))).toMatchObject([{ outcome: 'unmeasured' }]);
  // Each route counts for its requests, not for its traces.
  const slow = profile(
    { traces: requests(50), requests: 1_000 },
    { route: '/slow', traces: requests(10, 5), requests: 3_000 },
  );
  expect(judge('wait(postgres)/request > 1ms', slow)[0]?.is).toBeCloseTo((20_000 + 3 * 100_000) / 4, 6);
});

describe('a change', () => {
  const base = profile({ traces: requests(50) });

  test('fails only when it is more than noise', () => {
    const outcome = (text: string, head: ComparedProfile) => judge(text, head, base)[0]?.outcome;
    for (const of of ['', 'route GET /orders ']) {
      expect(outcome(`${of}wait(postgres)/request > +10%`, profile({ traces: requests(50, 8) }))).toBe(
        'breached',
      );
      const noise = judge(`${of}wait(postgres)/request > +10%`, profile({ traces: requests(50, 1.2) }), base);
      expect(noise).toMatchObject([{ outcome: 'kept', isNoise: true, traced: 50 }]);
      expect(outcome(`${of}wait/request > +900%`, profile({ traces: requests(50, 8) }))).toBe('kept');
    }
  });

  test('of numbers of operations does not drift with the machine', () => {
    const more = (queries: number) =>
      profile({
        traces: tracesOf(
          Array.from({ length: 50 }, () =>
            request(1, { waits: [waitAt(0, { operations: queries }), redis] }),
          ),
        ),
      });
    expect(sentences('waits(postgres)/request > +10%', more(4), base)).toEqual([
      'Failed: waits(postgres)/request went 3 → 4 (+33.3%, limit +10.0%), by 50 traces.',
    ]);
    expect(judge('waits(redis)/request > +0%', more(4), base)).toMatchObject([{ outcome: 'kept', is: 1 }]);
    // In some requests only.
    const some = profile({
      traces: tracesOf(
        Array.from({ length: 50 }, (_, i) =>
          request(1, { waits: [waitAt(0, { operations: i === 7 ? 4 : 3 }), redis] }),
        ),
      ),
    });
    expect(judge('waits(postgres)/request > +0%', some, base)).toMatchObject([
      { outcome: 'kept', isNoise: true },
    ]);
  });

  test('from nothing exceeds every limit', () => {
    const none = profile({
      traces: tracesOf(Array.from({ length: 50 }, () => traceOf([['own', 1_000]]))),
    });
    expect(judge('wait(postgres)/request > +900%', base, none)).toMatchObject([{ outcome: 'breached' }]);
    expect(judge('wait(postgres)/request > +0%', none, base)).toMatchObject([{ outcome: 'kept', is: 0 }]);
  });

  test('needs traces on both sides, and a route on both', () => {
    expect(sentences('route /orders wait/request > +10%', base, profile({ traces: requests(5) }))).toEqual([
      'Not measured: route /orders wait/request > +10%. Too few requests of GET /orders were traced in one of the profiles: 5.',
    ]);
    const other = profile({ route: '/other', traces: requests(50) });
    expect(sentences('wait/request > +10%', base, other)).toEqual([
      'Not measured: wait/request > +10%. The base does not have GET /orders: 100.0% of the requests and 100.0% of their CPU.',
    ]);
  });
});
