import { expect, test } from 'vitest';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import { ConnectionUse } from '../../src/trace/connection-use.ts';
import { LoopLog } from '../../src/trace/loop-log.ts';
import type { Operation } from '../../src/trace/operation.ts';
import { createOwnWork } from '../../src/trace/own-work.ts';
import { RequestTrace } from '../../src/trace/request-trace.ts';

const database: Operation = { kind: 'net', target: 'db:5432', operation: '', library: '' };

/** A request that works from 1,000 to 1,100 µs, of which tracing takes 5. */
function begun(peer: Operation | undefined) {
  let [polls, costMicros] = [1, 0];
  const log = new LoopLog({ polls: () => polls, idleMillis: () => 0 }, () => costMicros);
  const own = createOwnWork({
    ...{ log, connections: new ConnectionUse(), cpu: { read: () => Number.NaN, close() {} } },
    findPeer: () => peer,
  });
  const scope = createScope(Bucket.unresolved);
  const trace = new RequestTrace(scope, { number: 1, weightMilli: 1000, mayForce: false }, 1_000, undefined);
  log.start(1_000, 1, {}, scope);
  own.begin(trace);
  costMicros += 5;
  own.leave(trace, 1_100);
  log.switchTo(undefined, 1_100);
  return {
    trace,
    leave: (nowMicros: number) => own.leave(trace, nowMicros),
    /** Tracing costs so much. */
    take: (micros: number) => void (costMicros += micros),
    /** The loop's next callback begins. */
    call(by: Scope | undefined, nowMicros: number) {
      polls++;
      log.enter(2, {}, by, nowMicros);
      log.switchTo(by, nowMicros);
    },
    /** Within it, the request's code goes on. */
    goOn: (nowMicros: number, outer?: Scope) =>
      own.enter(trace, { nowMicros, made: undefined, resolved: undefined, outer, isReturn: false }),
  };
}

test('what tracing takes while a connection delivers an answer is the request’s, as its own work is', () => {
  const { trace, take, call, goOn, leave } = begun(database);
  // For others, while it waits.
  take(30);
  call(undefined, 2_000);
  take(12);
  goOn(2_050);
  expect(trace.arrivals[0]?.delivery).toEqual({ fromMicros: 2_000, toMicros: 2_050, tracingMicros: 12 });
  take(7);
  leave(2_100);
  expect(trace.tracingMicros).toBe(5 + 12 + 7);
});

test('what tracing takes of another request, which then releases a lock, is not', () => {
  const { trace, take, call, goOn } = begun(undefined);
  const other = createScope(Bucket.unresolved);
  call(other, 2_000);
  take(12);
  goOn(2_050, other);
  expect(trace.arrivals[0]).toMatchObject({ what: { kind: 'lock' }, delivery: undefined });
  expect(trace.tracingMicros).toBe(5);
});
