import { expect, test } from 'vitest';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import { PoolJobs, poolSize } from '../../src/trace/pool-jobs.ts';

const scope = (isTraced = false): Scope => {
  const made = createScope(Bucket.unresolved);
  if (isTraced) made.trace = { isTrace: true };
  return made;
};

test('jobs beyond the size of the pool wait for the first to end, behind those that have the threads', () => {
  const jobs = new PoolJobs(2);
  const [a, b, traced] = [scope(), scope(), scope(true)];
  jobs.add(1, 'PBKDF2REQUEST', a, 0);
  jobs.add(2, 'FSREQCALLBACK', b, 100);
  const job = jobs.add(3, 'PBKDF2REQUEST', traced, 200);
  expect(job?.startedMicros).toBeNaN();
  jobs.done(2, 1_200);
  expect(job?.startedMicros).toBe(1_200);
  expect([...(job?.behind ?? [])]).toEqual([
    [a, 500],
    [b, 500],
  ]);
});

test('a request does not wait behind its own jobs', () => {
  const jobs = new PoolJobs(1);
  const traced = scope(true);
  jobs.add(1, 'PBKDF2REQUEST', traced, 0);
  const job = jobs.add(2, 'PBKDF2REQUEST', traced, 0);
  jobs.done(1, 1_000);
  expect(job?.startedMicros).toBe(1_000);
  expect(job?.behind.size).toBe(0);
});

test('what takes no thread is no job', () => {
  const jobs = new PoolJobs(1);
  expect(jobs.add(1, 'Timeout', undefined, 0)).toBeUndefined();
  expect(jobs.add(2, 'TCPWRAP', undefined, 0)).toBeUndefined();
  expect(jobs.add(3, 'GETADDRINFOREQWRAP', undefined, 0)?.startedMicros).toBe(0);
});

test.each([
  [undefined, 4],
  ['8', 8],
  ['0', 4],
  ['many', 4],
  ['5000', 1024],
])('with UV_THREADPOOL_SIZE=%s the pool has %d threads', (size, threads) => {
  expect(poolSize({ UV_THREADPOOL_SIZE: size })).toBe(threads);
});
