import { Bucket, createScope, type Scope } from '../sample/scope.ts';
import type { RouteEntry } from './route-table.ts';

/** Scopes of one path, each free to be used again by the next request to it. */
export interface PathScopes {
  readonly entry: RouteEntry;
  readonly free: Scope[];
  /** False once the same path has led to two routes: from then on every request gets a scope of its own. */
  reusable: boolean;
}

const mostFree = 64;

/**
 * Making a native context holder for each request is the larger half of engine A's cost, so a scope is used again,
 * one request at a time, by requests to the same path of the same route. Only routes without parameters are learned
 * (their pattern is the path), so there are at most as many as routes.
 */
export class ScopePool {
  readonly #byMethod = new Map<string, Map<string, PathScopes>>();

  find(method: string, url: string): PathScopes | undefined {
    const paths = this.#byMethod.get(method);
    if (paths === undefined) return undefined;
    const query = url.indexOf('?');
    return paths.get(query < 0 ? url : url.slice(0, query));
  }

  take(known: PathScopes | undefined): Scope {
    return (known?.reusable ? known.free.pop() : undefined) ?? createScope(Bucket.unresolved);
  }

  /** Gives the scope of a request back, now that its route is known. */
  settle(
    scope: Scope,
    known: PathScopes | undefined,
    method: string,
    path: string,
    entry: RouteEntry,
    beganMicros: number,
  ): void {
    if (scope.bucket === Bucket.unresolved) scope.bucket = entry.id;
    else if (scope.bucket !== entry.id) {
      scope.splitMicros = beganMicros;
      scope.splitBucket = entry.id;
    }
    if (known !== undefined && known.entry !== entry) {
      known.reusable = false;
      for (const each of known.free) each.handle = undefined;
      known.free.length = 0;
    }
    const kept = known === undefined ? this.#learn(method, path, entry) : known;
    if (kept?.reusable && kept.entry === entry && kept.free.length < mostFree) kept.free.push(scope);
    // See the engine: a scope and its handle would keep each other alive.
    else scope.handle = undefined;
  }

  /** The scopes of a path that tells its route: the pattern is the path. */
  #learn(method: string, path: string, entry: RouteEntry): PathScopes | undefined {
    if (entry.route !== path || entry.method !== method) return undefined;
    let paths = this.#byMethod.get(method);
    if (paths === undefined) this.#byMethod.set(method, (paths = new Map()));
    let known = paths.get(path);
    if (known === undefined) paths.set(path, (known = { entry, free: [], reusable: true }));
    return known;
  }
}
