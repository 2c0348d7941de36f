import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { noticesOf } from '../../src/presentation/notices.ts';
import type { Block } from '../../src/profile/blocks.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import { blockReport } from '../../src/report/block-report.ts';
import type { Evidence } from '../../src/store/evidence.ts';
import { shopModel } from '../render/fixture.ts';

const at = Date.UTC(2026, 2, 1, 12, 0, 3) * 1000;

const evidence: Evidence = {
  ...{ service: 'shop', version: '1', instance: 'a1', pid: 7 },
  sinceMicros: at,
  untilMicros: at + 2_000_000,
  ended: false,
  againMicros: at + 4_000_000,
  open: 3,
  requests: [
    { method: 'GET', route: '/orders/:id', requests: 1, sinceMicros: at },
    { method: 'POST', route: '/mail', requests: 2, sinceMicros: at - 9 },
  ],
  line: 9,
  stack: [
    { name: 'test', file: '/app/node_modules/mail/index.js', line: 9, column: 1 },
    { name: 'checkMail', file: '/app/src/mail.js', line: 5, column: 1 },
    { name: 'emit', file: 'node:events', line: 1, column: 1 },
  ],
};

const rows = (all: readonly Partial<Evidence>[], nowMicros = at + 3_000_000, route = '', limit = 10) =>
  atOnce(
    blockReport({
      blocks: undefined,
      watched: { evidence: all.map((changes) => ({ ...evidence, ...changes })), nowMicros },
      ...{ route, limit },
      names: { sites: new Map(), appFolder: '/app', full: false },
    }),
  ).blocks;

test('the function of the app, whose work it was as far as that is known, and who was in flight', () => {
  const [row] = rows([{}]);
  expect(row).toMatchObject({
    at,
    micros: 2_000_000,
    name: 'checkMail',
    file: 'src/mail.js',
    line: 5,
    pid: 7,
  });
  expect(row).toMatchObject({ method: '', route: '', state: 'goes on', delayed: [] });
  expect(row?.stack.map(({ name }) => name)).toEqual(['test', 'checkMail', 'emit']);
  expect(row?.inFlight).toEqual([
    { method: 'GET', route: '/orders/:id', requests: 1 },
    { method: 'POST', route: '/mail', requests: 2 },
  ]);
  expect(rows([{ open: 1, requests: evidence.requests.slice(0, 1) }])).toMatchObject([
    { method: 'GET', route: '/orders/:id' },
  ]);
  expect(rows([{ open: 0, requests: [], stack: [] }])).toMatchObject([
    { method: '', route: '(background)', name: '', file: '', line: 0 },
  ]);
  // More are in flight than the thread knows.
  expect(rows([{ open: 300, requests: evidence.requests.slice(0, 1) }])).toMatchObject([{ route: '' }]);
});

test('it goes on while it is written again in time; otherwise the process has ended', () => {
  expect(rows([{}], at + 14_000_000)).toMatchObject([{ state: 'goes on' }]);
  expect(rows([{}], at + 15_000_000)).toMatchObject([{ state: 'unfinished' }]);
  expect(rows([{ ended: true, againMicros: 0 }], at + 15_000_000)).toMatchObject([{ state: 'ended' }]);
});

test('those that have not ended come first, then the longest; of a route, those that it was in flight in', () => {
  const all = [
    { pid: 1, ended: true },
    { pid: 2, ended: true, untilMicros: at + 5_000_000 },
    { pid: 3, requests: [], open: 0 },
  ];
  expect(rows(all).map(({ pid }) => pid)).toEqual([3, 2, 1]);
  expect(rows(all, at, 'POST /mail').map(({ pid }) => pid)).toEqual([2, 1]);
  expect(rows(all, at, 'GET /none')).toEqual([]);
  expect(rows(all, at, '', 1)).toHaveLength(1);
});

test('text and Markdown have it, also where nothing else was measured', () => {
  const blocks = rows([{}, { ended: true, pid: 8, open: 1, requests: evidence.requests.slice(1) }]);
  const empty = { ...shopModel().totals, samples: 0, requests: 0 };
  for (const model of [shopModel({}, { blocks }), shopModel({}, { blocks, totals: empty, routes: [] })]) {
    const text = renderText(model);
    expect(text).toMatch(/Blocks of the event loop\n.*held it.*when.*work of.*in.*delayed/);
    expect(text).toMatch(/2\.00 s, goes on.*2026-03-01 12:00:03 UTC.*checkMail \(src\/mail\.js:5\)/);
    expect(renderMarkdown(model)).toMatch(/## Blocks of the event loop\n\n\| When .*\n.*\n.*checkMail/);
    expect(noticesOf(model).map(({ text: sentence }) => sentence)).toEqual([
      'The event loop of process 7 is blocked since 2026-03-01 12:00:03 UTC, for 2.00 s or longer, in checkMail (src/mail.js:5).',
    ]);
  }
  expect(renderText(shopModel())).not.toMatch(/Blocks/);
  expect(renderText(shopModel({ view: 'functions' }, { blocks }))).not.toMatch(/Blocks of/);
});

test('the line that ran, where the file is what ran', () => {
  const own = evidence.stack.slice(1);
  expect(rows([{ stack: own, line: 8 }])).toMatchObject([{ name: 'checkMail', line: 8 }]);
  expect(rows([{ stack: own, line: 0 }])).toMatchObject([{ line: 5 }]);
  // The innermost call is a library's.
  expect(rows([{ line: 11 }])).toMatchObject([{ name: 'checkMail', line: 5 }]);
});

describe('blocks that the process itself has found', () => {
  const own: Block = {
    ...{ atMicros: at + 400_000, micros: 1_900_000, pid: 7, method: 'POST', route: '/mail' },
    stack: evidence.stack.slice(1),
    delayed: [{ method: 'GET', route: '/orders/:id', requests: 2, micros: 1_900_000, estimated: true }],
  };
  const lengths = new LatencyBuilder();
  for (const micros of [60_000, 61_000, 1_900_000]) lengths.add(micros);
  const report = (route = '', block = own) =>
    atOnce(
      blockReport({
        blocks: { lengths: lengths.finish(), longest: [block] },
        watched: {
          evidence: [
            evidence,
            { ...evidence, pid: 8 },
            { ...evidence, sinceMicros: at - 9e6, untilMicros: at - 7e6 },
          ],
          nowMicros: at,
        },
        ...{ route, limit: 10, names: { sites: new Map(), appFolder: '/app', full: false } },
      }),
    );

  test('are in the place of what another thread has seen of them', () => {
    expect(report().blocks.map(({ pid, at: began }) => [pid, began - at])).toEqual([
      [8, 0],
      [7, -9e6],
      [7, 400_000],
    ]);
    expect(report().blocks.at(-1)).toMatchObject({
      ...{ method: 'POST', route: '/mail', name: 'checkMail', line: 5, state: 'ended', micros: 1_900_000 },
      delayed: own.delayed,
    });
    expect(report('GET /orders/:id').blocks).toHaveLength(3);
    expect(report('GET /other').blocks).toEqual([]);
  });

  test('have the stack that another thread has seen, if no sample was taken of them', () => {
    const [, , block] = report('', { ...own, stack: [] }).blocks;
    expect(block).toMatchObject({ route: '/mail', name: 'checkMail', micros: 1_900_000 });
    expect(block?.stack.map(({ name }) => name)).toEqual(['test', 'checkMail', 'emit']);
  });

  test('say so where not even the route is known', () => {
    const unseen = { ...own, pid: 9, stack: [], method: '', route: '', delayed: [] };
    const { blocks } = report('', unseen);
    const text = renderText(shopModel({}, { blocks: blocks.filter(({ pid }) => pid === 9) }), { width: 200 });
    expect(text).toMatch(/1\.90 s +2026-03-01 12:00:03 UTC +not known +not sampled/);
  });

  test('all are counted by their length', () => {
    const { lowerMicros, count } = report().blockLengths;
    expect(count.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect(lowerMicros[0]).toBeLessThanOrEqual(60_000);
    const model = shopModel({}, report());
    expect(renderText(model, { width: 200 })).toMatch(/2 × GET \/orders\/:id by ≈ 950 ms/);
  });
});
