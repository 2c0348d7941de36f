import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/trace/operation.ts';
import type { PoolJob } from '../../src/trace/pool-jobs.ts';
import type { Arrival, RequestTrace } from '../../src/trace/request-trace.ts';
import { explain, oneWait, other } from '../fixtures/one-wait.ts';

describe('a connection that another request has', () => {
  const query: Operation = { kind: 'net', target: 'db:5432', operation: '', library: '' };

  test('is waited for until that is answered', () => {
    const trace = oneWait();
    trace.arrivals[0] = { ...(trace.arrivals[0] as Arrival), what: query, heldMicros: 1_180 };
    const found = explain(trace);
    expect(found.steps.map(({ kind, micros, wait }) => [kind, micros, found.waits[wait]?.kind])).toEqual([
      ['own', 100, undefined],
      ['wait', 80, 'lock'],
      ['wait', 120, 'net'],
      ['queued', 50, undefined],
      ['own', 150, undefined],
    ]);
    expect(found).toMatchObject({ waitMicros: 200, totalMicros: 500 });
    expect(found.waits).toMatchObject([
      { kind: 'lock', target: 'db:5432', micros: 80, operations: 1 },
      { kind: 'net', target: 'db:5432', micros: 120, operations: 1 },
    ]);
  });
});

describe('a job for the thread pool', () => {
  const hash: Operation = { kind: 'threadpool', target: '', operation: 'pbkdf2', library: '' };
  const withJob = (job: Partial<PoolJob>): RequestTrace => {
    const trace = oneWait();
    const [arrival] = trace.arrivals as [Arrival];
    const made = { scope: trace.scope, addedMicros: 1_100, startedMicros: 1_100, behind: new Map(), ...job };
    trace.arrivals[0] = { ...arrival, what: hash, job: made };
    return trace;
  };

  test('waits for a thread behind the jobs of others, queued, before it waits for its own work', () => {
    const found = explain(withJob({ startedMicros: 1_160, behind: new Map([[other, 60]]) }));
    expect(found).toMatchObject({ queuedMicros: 60 + 50, waitMicros: 140, totalMicros: 500 });
    expect(found.waits).toMatchObject([{ kind: 'threadpool', operation: 'pbkdf2', threadMicros: 60 }]);
    expect(found.steps.map(({ kind, micros }) => `${kind} ${micros}`)).toEqual([
      ...['own 100', 'queued 60', 'wait 140', 'queued 50', 'own 150'],
    ]);
  });

  test('behind its own jobs, it just waits', () => {
    const found = explain(withJob({ startedMicros: 1_250 }));
    expect(found).toMatchObject({ queuedMicros: 50, waitMicros: 200 });
    expect(found.waits).toMatchObject([{ threadMicros: 150 }]);
  });

  test('has not waited for a thread when it had one at once, or was complete too early', () => {
    for (const startedMicros of [1_100, Number.NaN])
      expect(explain(withJob({ startedMicros })).waits).toMatchObject([{ threadMicros: 0 }]);
  });
});
