import { describe, expect, test } from 'vitest';
import { createRecorder } from '../../src/record/recorder.ts';
import type { RouteEntry } from '../../src/record/route-table.ts';
import { Bucket, bucketAt, type Scope } from '../../src/sample/scope.ts';
import { nowMicros } from '../../src/sample/source.ts';

function setUp(discardFirst: boolean | 'route' = false) {
  const records: { entry: RouteEntry; status: number; aborted: boolean; latencyMicros: number }[] = [];
  const scopes: Scope[] = [];
  const failures: unknown[] = [];
  const recorder = createRecorder({
    maxRoutes: 200,
    discardFirst,
    run: (scope, fn) => {
      scopes.push(scope);
      return fn();
    },
    enter: () => {},
    leave: () => {},
    onRequests(log) {
      for (let i = 0; i < log.length; i++) {
        records.push({
          entry: recorder.routes.entries[log.routeId[i] as number] as RouteEntry,
          status: log.status[i] as number,
          aborted: log.aborted[i] === 1,
          latencyMicros: log.latencyMicros[i] as number,
        });
      }
    },
    afterRequest: () => {},
    onFailure: (error) => failures.push(error),
  });
  const serve = (method: string, url: string, route: string | undefined, status = 200) => {
    const recording = recorder.begin({ method, url });
    recording.run(() => {});
    recording.end({ route, status });
    recorder.flush();
    return scopes.at(-1) as Scope;
  };
  return { recorder, records, scopes, failures, serve };
}

describe('a recording', () => {
  test('is one record under its pattern, with what happened', () => {
    const { records, serve } = setUp();
    serve('GET', '/orders/17?x=1', '/orders/:id', 201);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      status: 201,
      aborted: false,
      entry: { method: 'GET', route: '/orders/:id' },
    });
    expect(records[0]?.latencyMicros).toBeGreaterThan(0);
  });

  test('ends once', () => {
    const { recorder, records } = setUp();
    const recording = recorder.begin({ method: 'GET', url: '/' });
    recording.end({ route: '/', status: 200 });
    recording.end({ route: '/other', status: 500 });
    recorder.flush();
    expect(records).toHaveLength(1);
    expect(recorder.openCount()).toBe(0);
  });

  test('never throws, whatever the framework tells', () => {
    const { recorder, records, failures } = setUp();
    recorder.begin({ method: 'GET', url: '/orders/7' }).end({ route: 7 as never, status: 200 });
    recorder.flush();
    expect(records[0]?.entry.route).toBe('/orders/:id');
    recorder.begin({ method: 'GET', url: undefined as never }).end({ status: 200 });
    expect(failures.length).toBeGreaterThan(0);
  });

  test('gives what the callback gives, and passes on what it throws', () => {
    const { recorder } = setUp();
    const recording = recorder.begin({ method: 'GET', url: '/' });
    expect(recording.run(() => 7)).toBe(7);
    expect(() =>
      recording.run(() => {
        throw new Error('theirs');
      }),
    ).toThrow('theirs');
  });
});

describe('discardFirst', () => {
  test('true leaves out the first request of the process', () => {
    const { records, serve } = setUp(true);
    expect(serve('GET', '/a', '/a').bucket).toBe(Bucket.discarded);
    serve('GET', '/a', '/a');
    serve('GET', '/b', '/b');
    expect(records.map(({ entry }) => entry.route)).toEqual(['/a', '/b']);
  });

  test("'route' leaves out each route's first", () => {
    const { records, serve } = setUp('route');
    for (const path of ['/a', '/b', '/a', '/a', '/b']) serve('GET', path, path);
    expect(records.map(({ entry }) => entry.route)).toEqual(['/a', '/a', '/b']);
  });
});

describe('scopes', () => {
  test('are used again, one request at a time, for a route without parameters', () => {
    const { recorder, serve, scopes } = setUp();
    const first = serve('GET', '/a', '/a');
    expect(serve('GET', '/a?q=2', '/a')).toBe(first);
    const open = recorder.begin({ method: 'GET', url: '/a' });
    open.run(() => {});
    expect(serve('GET', '/a', '/a')).not.toBe(first);
    expect(serve('POST', '/a', '/a')).not.toBe(first);
    open.end({ route: '/a', status: 200 });
    expect(scopes.filter((scope) => scope === first)).toHaveLength(3);
  });

  test('are used again for a route whose last segment is a parameter, also beside a path of its own', () => {
    const { serve } = setUp();
    const first = serve('GET', '/orders/1', '/orders/:id');
    expect(serve('GET', '/orders/2?full', '/orders/:id')).toBe(first);
    serve('GET', '/orders/latest', '/orders/latest');
    const latest = serve('GET', '/orders/latest', '/orders/latest');
    expect(serve('GET', '/orders/latest', '/orders/latest')).toBe(latest);
    const next = serve('GET', '/orders/3', '/orders/:id');
    expect(next).not.toBe(latest);
    expect(serve('GET', '/orders/4', '/orders/:id')).toBe(next);
  });

  test('are not used again where a path may lead anywhere', () => {
    const { serve } = setUp();
    serve('GET', '/files/1', '/files/:id');
    serve('GET', '/files/2', '/:folder/2');
    expect(serve('GET', '/files/3', '/files/:id')).not.toBe(serve('GET', '/files/3', '/files/:id'));
    expect(serve('GET', '/gone', undefined, 404)).not.toBe(serve('GET', '/gone', undefined, 404));
  });

  test('keep two routes apart when the same path leads to another route', async () => {
    const { serve, records } = setUp();
    const scope = serve('GET', '/account', '/account');
    const between = nowMicros();
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(serve('GET', '/account', '/login')).toBe(scope);
    const [account, login] = records.map(({ entry }) => entry.id);
    expect(bucketAt(scope, between)).toBe(account);
    expect(bucketAt(scope, nowMicros())).toBe(login);
    // From now on, nobody guesses.
    expect(serve('GET', '/account', '/account')).not.toBe(scope);
  });
});
