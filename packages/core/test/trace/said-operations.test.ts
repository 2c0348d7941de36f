import { beforeEach, expect, test } from 'vitest';
import { Bucket, createScope } from '../../src/sample/scope.ts';
import { createHookCosts } from '../../src/trace/hook-costs.ts';
import { LoopLog } from '../../src/trace/loop-log.ts';
import type { Operation } from '../../src/trace/operation.ts';
import type { OwnWorkNotes } from '../../src/trace/own-work.ts';
import { createSaidOperations } from '../../src/trace/said-operations.ts';

const operation: Operation = { kind: 'net', library: 'mysql2', operation: 'select ?', target: '' };
let failures: unknown[];

beforeEach(() => {
  failures = [];
});

function saidWith(current: () => never): ReturnType<typeof createSaidOperations> {
  return createSaidOperations({
    current,
    open: new Set(),
    log: new LoopLog(),
    own: {} as OwnWorkNotes,
    costs: createHookCosts(),
    fail: (error) => failures.push(error),
  });
}

test('an error of the profiler’s own does not reach the library that calls', () => {
  const wrong = new Error('expected');
  const said = saidWith(() => {
    throw wrong;
  });
  said.operate(operation);
  said.call(operation);
  said.deliver(operation);
  expect(failures).toEqual([wrong, wrong]);
});

test('what others do is not noted', () => {
  const scope = createScope(Bucket.unresolved);
  const said = saidWith((() => scope) as () => never);
  said.operate(operation);
  said.call(operation);
  said.deliver(operation);
  said.deliver(undefined);
  expect(failures).toEqual([]);
});
