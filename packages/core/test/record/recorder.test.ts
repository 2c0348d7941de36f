import { describe, expect, test } from 'vitest';
import { createRecorder } from '../../src/record/recorder.ts';
import type { RouteEntry } from '../../src/record/route-table.ts';
import { Bucket, bucketAt, type Scope } from '../../src/sample/scope.ts';
import { nowMicros, type RunInScope } from '../../src/sample/source.ts';

function setUp(discardFirst: boolean | 'route' = false) {
  const records: { entry: RouteEntry; status: number; aborted: boolean; latencyMicros: number }[] = [];
  const scopes: Scope[] = [];
  const failures: unknown[] = [];
  const moves: ['enter' | 'leave', Scope][] = [];
  /** When requests were said to have ended. */
  const endMillis: number[] = [];
  const recorder = createRecorder({
    maxRoutes: 200,
    discardFirst,
    run: (scope, fn, argument) => {
      scopes.push(scope);
      return fn(argument as never);
    },
    enter: (scope) => moves.push(['enter', scope]),
    leave: (scope) => moves.push(['leave', scope]),
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
    onBegin() {},
    afterRequest: (nowMillis) => endMillis.push(nowMillis),
    onFailure: (error) => failures.push(error),
  });
  const serve = (method: string, url: string, route: string | undefined, status = 200) => {
    const recording = recorder.begin({ method, url });
    recording.run(() => {});
    recording.end({ route, status });
    recorder.flush();
    return scopes.at(-1) as Scope;
  };
  return { recorder, records, scopes, failures, moves, endMillis, serve };
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

  test('has the time from its begin to its end, and when that was', () => {
    const { records, endMillis, serve } = setUp();
    const before = performance.now();
    serve('GET', '/', '/');
    const after = performance.now();
    expect(records[0]?.latencyMicros).toBeLessThanOrEqual((after - before) * 1000);
    expect(endMillis[0]).toBeGreaterThanOrEqual(before);
    expect(endMillis[0]).toBeLessThanOrEqual(after);
  });

  test('has an id of its own', () => {
    const { recorder } = setUp();
    const ids = [1, 2].map(() => recorder.begin({ method: 'GET', url: '/' }).id);
    expect(ids).toEqual([`${process.pid}-1`, `${process.pid}-2`]);
  });

  test('is counted with 255 others at the latest, once', () => {
    const { recorder, records } = setUp();
    for (let i = 1; i <= 600; i++) {
      recorder.begin({ method: 'GET', url: '/' }).end({ route: '/', status: i });
      expect(records).toHaveLength(i - (i % 256));
    }
    recorder.flush();
    recorder.flush();
    expect(records.map(({ status }) => status)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
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

  test('that is discarded counts as the profiler’s own work, not as a request', () => {
    const { recorder, records, scopes } = setUp();
    const recording = recorder.begin({ method: 'GET', url: '/__profile__/' });
    recording.run(() => {});
    const scope = scopes[0] as Scope;
    scope.handle = {};
    recording.discard();
    expect(scope).toMatchObject({ bucket: Bucket.profiler, open: undefined, handle: undefined });
    recording.end({ route: '/', status: 200 });
    recorder.flush();
    expect(records).toEqual([]);
    expect(scope.bucket).toBe(Bucket.profiler);
    expect(recorder.openCount()).toBe(0);
  });

  test('never throws, whatever the framework passes', () => {
    const { recorder, records, failures } = setUp();
    recorder.begin({ method: 'GET', url: '/orders/7' }).end({ route: 7 as never, status: 200 });
    recorder.flush();
    expect(records[0]?.entry.route).toBe('/orders/:id');
    recorder.begin({ method: 'GET', url: undefined as never }).end({ status: 200 });
    expect(failures.length).toBeGreaterThan(0);
  });

  test('returns the callback’s result, and rethrows its errors', () => {
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

describe('a request that is not followed', () => {
  const setUpShare = (weights: number[], isSampling = true) => {
    const ran: Scope[] = [];
    const counted: number[] = [];
    const open = { count: 0 };
    const recorder = createRecorder({
      maxRoutes: 10,
      discardFirst: false,
      run: (scope, fn, argument) => {
        ran.push(scope);
        return fn(argument as never);
      },
      enter: (scope) => ran.push(scope),
      leave() {},
      following: {
        ...{ isSampling, sliceWeight: isSampling ? 1 : 0, turn: undefined, insist: () => true },
        weigh: () => weights.shift() ?? 1,
        began: () => open.count++,
        ended: () => open.count--,
      },
      onRequests(log) {
        for (let i = 0; i < log.length; i++) counted.push(log.weight[i] as number);
      },
      onBegin() {},
      afterRequest() {},
      onFailure: (error) => expect.unreachable(String(error)),
    });
    const serve = (): { readonly hasScope: boolean; readonly wasOpen: number } => {
      const recording = recorder.begin({ method: 'GET', url: '/a' });
      expect(recording.run((value: number) => value, undefined, [7])).toBe(7);
      recording.enter();
      const wasOpen = open.count;
      recording.end({ route: '/a', status: 200 });
      recorder.flush();
      return { hasScope: recording.hasScope, wasOpen };
    };
    return { ran, counted, open, serve };
  };

  test('is counted with all that ended', () => {
    const { serve, counted, open } = setUpShare([0, 4, 0]);
    expect([serve(), serve(), serve()]).toEqual([
      { hasScope: true, wasOpen: 0 },
      { hasScope: true, wasOpen: 1 },
      { hasScope: true, wasOpen: 0 },
    ]);
    expect(counted).toEqual([0, 4, 0]);
    expect(open.count).toBe(0);
  });

  test('never shares a scope with one that is, and one that stands for several has its own', () => {
    const { serve, ran } = setUpShare([0, 1, 4, 0, 1, 4]);
    for (let i = 0; i < 6; i++) serve();
    const scopes = ran.filter((_, i) => i % 2 === 0);
    expect(scopes.map(({ weight }) => weight)).toEqual([0, 1, 4, 0, 1, 4]);
    expect(scopes[3]).toBe(scopes[0]);
    expect(scopes[4]).toBe(scopes[1]);
    expect(scopes[5]).not.toBe(scopes[2]);
  });

  test('runs in no scope while no samples are taken', () => {
    const { serve, ran, counted } = setUpShare([0], false);
    expect(serve().hasScope).toBe(false);
    expect(ran).toEqual([]);
    expect(counted).toEqual([0]);
  });
});

describe('an engine that fails', () => {
  const broken = (run: RunInScope) => {
    const failures: unknown[] = [];
    const recorder = createRecorder({
      maxRoutes: 10,
      discardFirst: false,
      run,
      enter: failing,
      leave: failing,
      onRequests: () => {},
      onBegin: () => {},
      afterRequest: failing,
      onFailure: (error) => failures.push(error),
    });
    return { recorder, failures, recording: recorder.begin({ method: 'GET', url: '/' }) };
  };
  const failing = (): never => {
    throw new Error('ours');
  };

  test('before the app’s work: the work runs once', () => {
    const { recording, failures } = broken(failing);
    let calls = 0;
    expect(recording.run(() => ++calls)).toBe(1);
    expect(failures).toHaveLength(1);
  });

  test('after the app’s work: the work has run once', () => {
    const { recording, failures } = broken((_scope, fn, argument) => {
      fn(argument as never);
      return failing();
    });
    let calls = 0;
    expect(recording.run(() => ++calls)).toBe(1);
    expect(calls).toBe(1);
    expect(failures).toHaveLength(1);
  });

  test('anywhere: the request begins and ends', () => {
    const { recorder, recording, failures } = broken((_scope, fn, argument) => fn(argument as never));
    recording.enter();
    recording.end({ route: '/', status: 200 });
    expect(recorder.openCount()).toBe(0);
    expect(failures).toHaveLength(3);
  });
});

describe('an open request', () => {
  const open = (route?: () => string | undefined) => {
    const { recorder, scopes } = setUp();
    recorder.begin({ method: 'GET', url: '/files/17', ...(route && { route }) }).run(() => {});
    const bucket = scopes[0]?.open?.currentBucket() as number;
    return { bucket, name: recorder.routes.entries[bucket]?.route };
  };

  test('has the name of the route that has matched so far', () => {
    expect(open(() => '/files/:id').name).toBe('/files/:id');
  });

  test('waits for its end when the framework does not know the route', () => {
    expect(open().bucket).toBe(Bucket.unresolved);
  });

  test.each([undefined, '*', '/{*splat}'])('waits for one while only %s has matched', (pattern) => {
    expect(open(() => pattern).bucket).toBe(Bucket.unresolved);
  });
});

test('a scope that was entered is left when its request ends, or is discarded', () => {
  const { recorder, moves } = setUp();
  for (const finish of ['end', 'discard'] as const) {
    const recording = recorder.begin({ method: 'GET', url: '/' });
    recording.enter();
    expect(moves.splice(0)).toEqual([['enter', expect.anything()]]);
    recording[finish]({ route: '/', status: 200 });
    expect(moves.splice(0)).toEqual([['leave', expect.anything()]]);
  }
  const recording = recorder.begin({ method: 'GET', url: '/' });
  recording.end({ route: '/', status: 200 });
  expect(moves).toEqual([]);
});

test('a pattern that matches everything gives way to the URL', () => {
  const { records, serve } = setUp();
  serve('GET', 'http://one.example/files/17', '*');
  serve('GET', '/files/18', '/{*splat}');
  serve('GET', '/none', '(.*)', 404);
  serve('GET', '/files/a/b', '/files/*');
  expect(records.map(({ entry }) => `${entry.method} ${entry.route}`)).toEqual([
    'GET /files/:id',
    'GET /files/:id',
    '* (not found)',
    'GET /files/*',
  ]);
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
  test('are reused however the path is written', () => {
    const { serve } = setUp();
    const first = serve('GET', '/a', '/a');
    expect(serve('GET', 'http://one.example/a?b', '/a')).toBe(first);
    expect(serve('GET', '//a', '/a')).toBe(first);
  });

  test('are not reused for another method', () => {
    const { serve, records } = setUp();
    for (const url of ['/a', '/b/1']) {
      const scope = serve('GET', url, url.replace('1', ':b'));
      expect(serve('POST', url, url.replace('1', ':b'))).not.toBe(scope);
    }
    expect(records.map(({ entry }) => entry.method)).toEqual(['GET', 'POST', 'GET', 'POST']);
  });

  test('are reused, by one request at a time, for a route without parameters', () => {
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

  test('are reused for a route whose last segment is a parameter, also beside a literal path', () => {
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

  test('are not reused where a path may lead to several routes', () => {
    const { serve } = setUp();
    serve('GET', '/files/1', '/files/:id');
    serve('GET', '/files/2', '/:folder/2');
    expect(serve('GET', '/files/3', '/files/:id')).not.toBe(serve('GET', '/files/3', '/files/:id'));
    expect(serve('GET', '/gone', undefined, 404)).not.toBe(serve('GET', '/gone', undefined, 404));
  });

  test('keep earlier samples when an uncounted request reuses them', () => {
    const { recorder, records, serve } = setUp('route');
    for (const id of [1, 2, 3]) serve('GET', `/orders/${id}`, '/orders/:id');
    const orders = records[0]?.entry.id;
    const scopeOf = (finish: 'end' | 'discard') => {
      const scope = serve('GET', '/orders/4', '/orders/:id');
      const between = nowMicros() - 1;
      const recording = recorder.begin({ method: 'GET', url: `/orders/${finish}` });
      expect(scope.open).toBe(recording);
      recording[finish]({ route: `/orders/${finish}`, status: 200 });
      expect(bucketAt(scope, between)).toBe(orders);
      return bucketAt(scope, nowMicros());
    };
    expect([scopeOf('end'), scopeOf('discard')]).toEqual([Bucket.discarded, Bucket.profiler]);
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
    // From now on, its route is not guessed.
    expect(serve('GET', '/account', '/account')).not.toBe(scope);
  });
});
