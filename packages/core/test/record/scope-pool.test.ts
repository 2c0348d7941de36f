import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouteTable, type RouteEntry } from '../../src/record/route-table.ts';
import { ScopePool } from '../../src/record/scope-pool.ts';
import { bucketAt, type Scope } from '../../src/sample/scope.ts';

interface OpenRequest {
  readonly scope: Scope;
  /** Ends it under a route, or as a 404 without one. True when its scope waits for the next request. */
  end(route?: string): boolean;
}

/** A pool, and an engine that gives each scope a handle. Every request begins one microsecond after the last. */
function setUp() {
  const pool = new ScopePool();
  const routes = createRouteTable(100_000);
  let nowMicros = 0;
  const begin = (path: string, method = 'GET'): OpenRequest & { entryOf(route?: string): RouteEntry } => {
    const known = pool.find(method, path);
    const scope = pool.take(known);
    const beganMicros = ++nowMicros;
    scope.handle ??= {};
    const entryOf = (route?: string) =>
      route === undefined ? routes.unnamed(method, path, 404) : routes.named(method, route);
    const end = (route?: string): boolean => {
      pool.settle(scope, known, method, path, entryOf(route), beganMicros);
      return scope.handle !== undefined;
    };
    return { scope, end, entryOf };
  };
  const serve = (path: string, route?: string): Scope => {
    const request = begin(path);
    request.end(route);
    return request.scope;
  };
  const isReused = (path: string, route: string): boolean => {
    const scope = serve(path, route);
    return serve(path, route) === scope;
  };
  /** Requests that are all open at once, each for a route of its own path. How many of their scopes wait afterwards. */
  const crowd = (paths: readonly string[]): number => {
    const requests = paths.map((path) => begin(path));
    return requests.filter(({ end }, i) => end(paths[i])).length;
  };
  return { begin, serve, isReused, crowd, now: () => nowMicros };
}

const times = (count: number, path: string): string[] => Array(count).fill(path);

test('for any requests in any order, each moment of a scope belongs to the route of the request that had it', () => {
  const requests = fc.array(
    fc.record({
      method: fc.constantFrom('GET', 'POST'),
      path: fc.constantFrom('/a', '/a/', '/ab/1', '/ab/2', '/ac/1', '/ab/last', '/'),
      route: fc.constantFrom(
        (asked: string) => asked,
        (asked: string) => asked.replace(/[^/]*$/, ':id'),
        () => '/:any',
        () => '/ab/:other',
        () => undefined,
      ),
      /** How many others begin before it ends. */
      overlaps: fc.nat(3),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(requests, (drawn) => {
      const { begin, now } = setUp();
      const open = new Map<Scope, () => void>();
      const history: { scope: Scope; atMicros: number; id: number }[] = [];
      const gone = new Set<Scope>();
      const due: { at: number; end: () => void }[] = [];
      drawn.forEach(({ method, path, route, overlaps }, i) => {
        const { scope, end, entryOf } = begin(path, method);
        expect(open.has(scope) || gone.has(scope)).toBe(false);
        const atMicros = now();
        const pattern = route(path);
        const finish = () => {
          open.delete(scope);
          history.push({ scope, atMicros, id: entryOf(pattern).id });
          if (!end(pattern)) gone.add(scope);
        };
        open.set(scope, finish);
        due.push({ at: i + overlaps, end: finish });
        for (const one of due.filter(({ at }) => at === i)) one.end();
      });
      for (const finish of open.values()) finish();
      for (const { scope, atMicros, id } of history) expect(bucketAt(scope, atMicros)).toBe(id);
    }),
  );
});

describe('a scope is reused', () => {
  test('for the same path, and for paths that differ in a last parameter', () => {
    const { isReused } = setUp();
    expect(isReused('/a', '/a')).toBe(true);
    expect(isReused('/ab/1', '/ab/:id')).toBe(true);
    expect(isReused('/ac/1', '/ac/:id')).toBe(true);
    expect(isReused('/ab/2', '/ab/:id')).toBe(true);
  });

  test('for a folder in which one path has its own route, also when that path gets it later', () => {
    const { serve, isReused } = setUp();
    serve('/orders/1', '/orders/:id');
    serve('/orders/last', '/orders/last');
    expect(isReused('/orders/2', '/orders/:id')).toBe(true);
    serve('/orders/last', '/orders/:id');
    expect(isReused('/orders/2', '/orders/:id')).toBe(true);
  });
});

describe('a scope is not reused', () => {
  test('for a path that has led to two routes', () => {
    const { serve, isReused } = setUp();
    serve('/account', '/account');
    serve('/account', '/login');
    expect(isReused('/account', '/account')).toBe(false);
  });

  test('for a folder that has led to two routes, one after the other or at once', () => {
    const { begin, serve, isReused } = setUp();
    serve('/ab/1', '/ab/:id');
    serve('/ab/2', '/:folder/2');
    expect(isReused('/ab/3', '/ab/:id')).toBe(false);
    // Nothing is known yet of this folder when both begin.
    const [one, other] = [begin('/ac/1'), begin('/ac/2')];
    expect([one.end('/ac/:id'), other.end('/:folder/2')]).toEqual([true, false]);
    expect(one.scope.handle).toBeUndefined();
    expect(isReused('/ac/3', '/ac/:id')).toBe(false);
  });

  test('for a folder in which a path was not found, nor for what was not found', () => {
    const { serve, isReused } = setUp();
    serve('/ab/1', '/ab/:id');
    expect(serve('/ab/none')).not.toBe(serve('/ab/none'));
    expect(isReused('/ab/1', '/ab/:id')).toBe(false);
  });

  test('after a request of another route has had it, because its samples could not be told apart', () => {
    const { begin, serve } = setUp();
    const scope = serve('/orders/1', '/orders/:id');
    const last = begin('/orders/last');
    expect(last.scope).toBe(scope);
    expect(last.end('/orders/last')).toBe(false);
    expect(serve('/orders/last', '/orders/last')).not.toBe(scope);
  });
});

describe('waiting scopes are limited', () => {
  test('to 64 for a path', () => {
    const { crowd } = setUp();
    for (let round = 0; round < 2; round++) expect(crowd(times(100, '/a'))).toBe(64);
  });

  test('to 8,192 in all, and one that is taken or dropped makes room for another', () => {
    const { crowd, serve } = setUp();
    const all = Array.from({ length: 200 }, (_, i) => times(64, `/${i}`)).flat();
    for (let round = 0; round < 2; round++) expect(crowd(all)).toBe(8_192);
    // Now `/0` has led to two routes, so its 64 scopes are dropped, and `/199`, which had none, may keep as many.
    serve('/0', '/elsewhere');
    expect(crowd(times(100, '/199'))).toBe(64);
    expect(crowd(times(100, '/198'))).toBe(0);
  });

  test('to 1,000 folders, while paths without parameters go on', () => {
    const { isReused } = setUp();
    for (let i = 0; i < 999; i++) isReused(`/${i}/1`, '/:folder/:id');
    expect(isReused('/last/1', '/:folder/:id')).toBe(true);
    expect(isReused('/more/1', '/:folder/:id')).toBe(false);
    expect(isReused('/0/2', '/:folder/:id')).toBe(true);
    for (let i = 0; i <= 1_000; i++) expect(isReused(`/${i}`, `/${i}`)).toBe(true);
  });
});
