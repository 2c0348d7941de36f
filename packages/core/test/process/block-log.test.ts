import { describe, expect, test } from 'vitest';
import { createBlockLog } from '../../src/process/block-log.ts';
import type { Block } from '../../src/profile/blocks.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { BlockableRequest, EndedBlock } from '../../src/record/watched-requests.ts';
import { createScope, type Scope } from '../../src/sample/scope.ts';
import { epochMicros, type SampleBatch } from '../../src/sample/source.ts';
import { rootFrame } from '../../src/sample/stack-tree.ts';

const rate = 1000;
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

function start(blockMillis = 50) {
  const filed: Block[] = [];
  const log = createBlockLog(
    { blockMillis, rate },
    {
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
    beganMicros,
    waitFor: (block: EndedBlock) => block.add(said),
  };
  return { asked, said };
}

const from = 5_000_000;
const to = from + 80_000;

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

  test('are only those that are long enough, and were sampled', () => {
    const { log, filed } = start(100);
    log.busy(from, to);
    log.addBatch(batchOf(from, to, worker));
    log.busy(to, to + 150_000);
    log.addBatch(batchOf(to + 200_000, to + 220_000, worker));
    log.fileAll();
    expect(filed).toEqual([]);
    expect(
      createBlockLog({ blockMillis: 0, rate }, { nameOf: () => ({ method: '', route: '' }), file() {} }),
    ).toBe(undefined);
  });

  test('have delayed the requests that came or ended right after, by half of it on the average; not the one that held it', () => {
    const { log, filed } = start();
    log.busy(from, to);
    log.ended()?.add(request(worker, from - 1_000).said);
    log.ended()?.add(request(other, from - 9_000).said);
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
    log.ended()?.add(request(other, from - 9_000, true).said);
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
});
