import { keptText } from '../kept-text.ts';
import { Bucket, createScope, type Scope, type Turn } from '../sample/scope.ts';
import type { RouteEntry } from './route-table.ts';

/** Scopes of one path, or of all paths in one folder, that the next such request can reuse. */
export interface PathScopes {
  readonly entry: RouteEntry;
  readonly free: Scope[];
  /** Of requests that are not followed. Samples are read later than a scope is reused, so it stays what it is. */
  readonly freeUnfollowed: Scope[];
  /** False once it has led to two routes: from then on every request gets its own scope. */
  reusable: boolean;
}

interface Learned {
  /** Where the pattern is the path. */
  readonly byPath: Map<string, PathScopes>;
  /** Where the last segment is a parameter: by all that comes before it. */
  readonly byFolder: Map<string, PathScopes>;
}

const mostFree = 64;
const mostFreeInAll = 8_192;
/** Folders may contain parameters themselves, so there may be as many as there are URLs. */
const mostFolders = 1_000;

/**
 * Making a native context holder for each request is the larger half of engine A's cost. So requests that probably have
 * the same route reuse a scope, one at a time: requests to the same path, or to paths that differ only in the last
 * segment. A wrong guess only costs a new scope: see `settle`.
 */
export class ScopePool {
  readonly #byMethod = new Map<string, Learned>();
  #free = 0;

  find(method: string, path: string): PathScopes | undefined {
    const learned = this.#byMethod.get(method);
    if (learned === undefined) return undefined;
    return learned.byPath.get(path) ?? learned.byFolder.get(folderOf(path));
  }

  /** @param weight As in `Scope`. Each request that stands for several has its own scope: its samples vary together. */
  take(known: PathScopes | undefined, weight = 1, turn?: Turn): Scope {
    const scope = known?.reusable ? freeOf(known, weight)?.pop() : undefined;
    if (scope === undefined) return createScope(Bucket.unresolved, false, weight, turn);
    this.#free--;
    return scope;
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
    const isSplit = !assign(scope, entry.id, beganMicros);
    let kept = known;
    if (known === undefined || known.entry !== entry) {
      // A static path among paths with a parameter (`/orders/latest`) says nothing about the others.
      if (known !== undefined && entry.route !== path) this.#stopReusing(known);
      kept = this.#learn(method, path, entry);
    }
    // If it is still reusable, its scopes belong to this route.
    const isFull = this.#free >= mostFreeInAll;
    const free = kept?.reusable ? freeOf(kept, scope.weight) : undefined;
    if (free !== undefined && free.length < mostFree && !isFull && !isSplit) {
      free.push(scope);
      this.#free++;
    }
    // See the engine: a scope and its handle would keep each other alive.
    else scope.handle = undefined;
  }

  /** Files the work of a request under another bucket than its route. Its scope is not reused. */
  discard(scope: Scope, bucket: number, beganMicros: number): void {
    assign(scope, bucket, beganMicros);
    scope.handle = undefined;
  }

  #learn(method: string, path: string, entry: RouteEntry): PathScopes | undefined {
    // A row that gathers many routes says nothing about this path.
    if (entry.method !== method) return undefined;
    let learned = this.#byMethod.get(method);
    if (learned === undefined)
      this.#byMethod.set(method, (learned = { byPath: new Map(), byFolder: new Map() }));
    const isStatic = entry.route === path;
    const scopes = isStatic ? learned.byPath : learned.byFolder;
    if (!isStatic && scopes.size >= mostFolders) return undefined;
    const key = isStatic ? entry.route : folderOf(path);
    let known = scopes.get(key);
    if (known === undefined) {
      known = { entry, free: [], freeUnfollowed: [], reusable: true };
      scopes.set(keptText(key), known);
    } else if (known.entry !== entry) this.#stopReusing(known);
    return known;
  }

  #stopReusing(known: PathScopes): void {
    known.reusable = false;
    for (const free of [known.free, known.freeUnfollowed]) {
      for (const each of free) each.handle = undefined;
      this.#free -= free.length;
      free.length = 0;
    }
  }
}

function freeOf(known: PathScopes, weight: number): Scope[] | undefined {
  if (weight === 1) return known.free;
  return weight === 0 ? known.freeUnfollowed : undefined;
}

/** Files a request's work under `bucket`. False if earlier requests used the scope and belong to another bucket. */
function assign(scope: Scope, bucket: number, beganMicros: number): boolean {
  if (scope.bucket === Bucket.unresolved) scope.bucket = bucket;
  if (scope.bucket === bucket) return true;
  scope.splitMicros = beganMicros;
  scope.splitBucket = bucket;
  return false;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
