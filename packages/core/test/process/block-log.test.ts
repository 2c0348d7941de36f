import { describe, expect, test } from 'vitest';
import { createBlockLog } from '../../src/process/block-log.ts';
import type { Block } from '../../src/profile/blocks.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { BlockableRequest, EndedBlock, EndedRequest } from '../../src/record/watched-requests.ts';
import { createScope, type Scope } from '../../src/sample/scope.ts';
import { epochMicros, type SampleBatch } from '../../src/sample/source.ts';
import { rootFrame } from '../../src/sample/stack-tree.ts';

const from = 5_000_000;
const to = from + 80_000;
const worker = createScope(0);
const other = createScope(1);
const names = new Map<Scope | undefined, string>([
  [worker, '/hold'],
  [other, '/quick'],
]);

/** Samples every millisecond between two moments, all of one scope. */
function batchOf(fromMicros: number, toMicros: number, scope: Scope): SampleBatch {
  const length = Math.floor((toMicros - fromMicros) / 1_000);
  return {
    node: Int32Array.from({ length }, () => 1),
    kind: new Uint8Array(length),
    scope: Array.from({ length }, () => scope),
    timeMicros: Float64Array.from({ length }, (_, i) => fromMicros + epochMicros + i * 1_000),
    wallMicros: new Float64Array(length),
    cpuMicros: new Float64Array(length),
    fromMicros: fromMicros + epochMicros,
    toMicros: toMicros + epochMicros + 500,
    stacks: {
      parent: Int32Array.of(-1, 0),
      frame: [rootFrame, { name: 'burn', file: '/app/a.js', line: 3, column: 1 }],
      own: new Uint8Array(2),
    },
    exact: undefined,
    ...{ idleMicros: 0, ioMicros: 0, lost: 0 },
  };
}

function start(blockMillis = 50, isCertain = true) {
  const filed: Block[] = [];
  const log = createBlockLog(
    { blockMillis },
    {
      isCertain,
      nameOf: (scope) => ({ method: 'GET', route: names.get(scope) ?? '(background)' }),
      file: (block) => filed.push(block),
    },
  );
  return { log: log!, filed };
}

/** A request of a route, as the recorder reports it when it has ended. */
function request(scope: Scope, beganMicros: number, isTraced = false) {
  const route = { method: 'GET', route: names.get(scope) as string };
  const said = { scope, beganMicros, isTraced, route };
  const asked: BlockableRequest = {
    scope,
    beganMicros,
    waitFor: (block: EndedBlock) => block.add(said),
  };
  /** The same when it has ended. */
  const over = (endMicros: number): EndedRequest => ({ ...asked, ...said, endMicros });
  return { asked, said, over };
}

/** One that ends long after it came, in no block. */
const passing = request(other, 1_000).over(to + 200);
/** The number of a request of which it is forgotten that it came. */
const forgotten = -1;

describe('blocks of the loop', () => {
  test('have who held it and where, and how long', () => {
    const { log, filed } = start();
    log.busy(from, to);
    log.addBatch(batchOf(from, to, worker));
    expect(filed).toEqual([]);
    log.fileAll();
    expect(filed).toMatchObject([
      { method: 'GET', route: '/hold', micros: 80_000, pid: process.pid, delayed: [] },
    ]);
    expect(filed[0]?.stack.map(({ name }) => name)).toEqual(['burn']);
    log.fileAll();
    expect(filed).toHaveLength(1);
  });

  test('are only those that are long enough', () => {
    const { log, filed } = start(100);
    log.busy(from, to);
    log.addBatch(batchOf(from, to, worker));
    log.fileAll();
    expect(filed).toEqual([]);
    expect(createBlockLog({ blockMillis: 0 }, { nameOf: () => ({ method: '', route: '' }), file() {} })).toBe(
      undefined,
    );
  });

  test('have delayed the requests that came or ended right after, by half of it on the average; not the one that held it', () => {
    const { log, filed } = start();
    log.busy(from, to);
    log.end(passing, forgotten)?.add(request(worker, from - 1_000).said);
    log.end(passing, forgotten)?.add(request(other, from - 9_000).said);
    log.begin(request(other, to + 300).asked);
    // The scope of the request that held the loop is used again.
    log.begin(request(worker, to + 400).asked);
    log.addBatch(batchOf(from, to, worker));
    log.fileAll();
    expect(filed[0]?.delayed).toEqual([
      { method: 'GET', route: '/quick', requests: 2, micros: 80_000, estimated: true },
      { method: 'GET', route: '/hold', requests: 1, micros: 40_000, estimated: true },
    ]);
  });

  test('of timers are known a turn later: the requests that came since are among the delayed', () => {
    const { log, filed } = start();
    log.begin(request(other, from - 5_000).asked);
    log.begin(request(other, to + 100).asked);
    log.busy(from, to);
    log.addBatch(batchOf(from, to, worker));
    log.fileAll();
    expect(filed[0]?.delayed).toMatchObject([{ route: '/quick', requests: 1 }]);
  });

  test('traced requests tell exactly how long they were queued behind it', () => {
    const { log, filed } = start();
    log.busy(from, to);
    log.end(passing, forgotten)?.add(request(other, from - 9_000, true).said);
    const atMicros = from - 9_000 + epochMicros;
    const step = { wait: -1, by: 0 };
    log.addTrace({
      ...{ method: 'GET', route: '/quick', atMicros },
      steps: [
        { ...step, kind: 'wait', startMicros: 0, micros: 29_000 },
        { ...step, kind: 'queued', startMicros: 29_000, micros: 70_000 },
      ],
    } as unknown as Trace);
    log.addBatch(batchOf(from, to, worker));
    log.fileAll();
    expect(filed[0]?.delayed).toMatchObject([{ route: '/quick', requests: 1, estimated: false }]);
    expect(filed[0]?.delayed[0]?.micros).toBeCloseTo(60_000, -1);
  });

  test('without a sample are of the request that began in it: the thread may have waited for a core', () => {
    const { log, filed } = start();
    log.begin(request(worker, from).asked);
    log.busy(from, to);
    log.begin(request(other, to + 300).asked);
    log.addBatch(batchOf(to + 400, to + 1_400, other));
    log.fileAll();
    expect(filed).toMatchObject([
      { route: '/hold', micros: 80_000, stack: [], delayed: [{ route: '/quick' }] },
    ]);
  });

  test('without a sample are of the request that ended in it, although it came before', () => {
    const { log, filed } = start();
    log.busy(from - 5_000, from);
    log.end(request(worker, from - 9_000).over(to - 1_000), forgotten);
    log.busy(from, to);
    log.addBatch(batchOf(to + 400, to + 1_400, other));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold', stack: [] }]);
  });

  test('are not of a drain after the end of the request that held it', () => {
    const { log, filed } = start();
    const { asked, over } = request(worker, from);
    log.end(over(to - 30_000), log.begin(asked));
    log.busy(from, to);
    log.addBatch(batchOf(to - 20_000, to - 19_000, other));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold', stack: [] }]);
    // What was heard is not heard again.
    log.busy(to, to + 60_000);
    log.addBatch({ ...batchOf(to + 70_000, to + 71_000, other), fromMicros: to + epochMicros });
    log.fileAll();
    expect(filed[1]).toMatchObject({ route: '' });
  });

  test('may be known from a little later on than the request that held it, where turns are not watched', () => {
    const { log, filed } = start();
    log.busy(from - 10_000, from - 9_000);
    const { asked, over } = request(worker, from - 8_000);
    log.end(over(from - 7_000), log.begin(asked));
    log.begin(request(other, from - 6_000).asked);
    log.begin(request(worker, from - 3_000).asked);
    log.busy(from, to);
    log.addBatch(batchOf(to + 1_000, to + 2_000, other));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold' }]);
  });

  test('are not of a request that had ended before', () => {
    const { log, filed } = start();
    log.busy(from - 10_000, from - 9_000);
    const { asked, over } = request(worker, from - 8_000);
    log.end(over(from - 7_000), log.begin(asked));
    log.busy(from, to);
    log.addBatch({ ...batchOf(to + 1_000, to + 2_000, other), fromMicros: from + epochMicros });
    log.fileAll();
    expect(filed).toMatchObject([{ route: '' }]);
  });

  test('of a turn whose first half was a block, too, have the requests that began in each', () => {
    const { log, filed } = start();
    log.begin(request(worker, to).asked);
    log.begin(request(other, to + 10_000).asked);
    log.busy(from, to);
    log.busy(to, to + 100_000);
    const batch = batchOf(to + 101_000, to + 102_000, worker);
    log.addBatch({ ...batch, fromMicros: from + epochMicros });
    log.fileAll();
    expect(filed).toMatchObject([
      { route: '', micros: 80_000, delayed: [{ route: '/hold' }, { route: '/quick' }] },
      { route: '/quick', micros: 100_000 },
    ]);
  });

  test('have one sample, if that is all that was taken', () => {
    const { log, filed } = start();
    log.busy(from, from + 2_000_000);
    log.addBatch(batchOf(from + 1_998_000, from + 1_999_000, worker));
    log.addBatch(batchOf(from + 2_100_000, from + 2_101_000, other));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold', micros: 2_000_000, stack: [{ name: 'burn' }] }]);
  });

  test.each([
    // All that samplers tell: how much of a second the loop was idle. `busy` said 80 ms.
    { isCertain: true, idleMillis: 910, isBlock: true },
    { isCertain: true, idleMillis: 930, isBlock: false },
    { isCertain: false, idleMillis: 910, isBlock: false },
    { isCertain: false, idleMillis: 70, isBlock: true },
  ])('of which nothing is known are there if the loop had work: %o', ({ isCertain, idleMillis, isBlock }) => {
    const { log, filed } = start(50, isCertain);
    log.busy(from, to);
    const batch = batchOf(to + 1_000, to + 2_000, other);
    const toMicros = to + 3_000 + epochMicros;
    log.addBatch({ ...batch, fromMicros: toMicros - 1_000_000, toMicros, idleMicros: idleMillis * 1_000 });
    log.fileAll();
    const block = { method: '', route: '', micros: 80_000, stack: [] };
    expect(filed).toMatchObject(isBlock ? [block] : []);
  });

  test('have the samples that were handed over before their turn had ended', () => {
    const { log, filed } = start();
    log.busy(from - 5_000, from - 4_000);
    log.addBatch(batchOf(from, from + 70_000, worker));
    log.busy(from - 4_000, from - 3_000);
    log.busy(from, to);
    log.addBatch(batchOf(to, to + 1_000, other));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold', stack: [{ name: 'burn' }] }]);
  });

  test('have samples that come late, in the batch that ends after them', () => {
    const { log, filed } = start();
    log.busy(from, to);
    log.addBatch(batchOf(from - 9_000, from + 1_000, other));
    log.addBatch(batchOf(from + 1_000, to + 50_000, worker));
    log.fileAll();
    expect(filed).toMatchObject([{ route: '/hold', stack: [{ name: 'burn' }] }]);
  });

  test('are filed at once where too many wait, none is lost', () => {
    const { log, filed } = start();
    for (let i = 0; i < 150; i++) {
      log.begin(request(worker, from + i * 100_000).asked);
      log.busy(from + i * 100_000, to + i * 100_000);
    }
    expect(filed).toHaveLength(50);
    log.fileAll();
    expect(new Set(filed.map(({ atMicros }) => atMicros)).size).toBe(150);
    expect(filed.every(({ route }) => route === '/hold')).toBe(true);
  });
});
