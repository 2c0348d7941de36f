import { Bucket, createScope, type Scope } from '../sample/scope.ts';
import { keptText } from './kept-text.ts';
import type { RouteEntry } from './route-table.ts';

/** Scopes of one path, or of all paths with one beginning; each is free to be used again by the next such request. */
export interface PathScopes {
  readonly entry: RouteEntry;
  readonly free: Scope[];
  /** False once it has led to two routes: from then on every request gets a scope of its own. */
  reusable: boolean;
}

interface Learned {
  /** Where the pattern is the path. */
  readonly byPath: Map<string, PathScopes>;
  /** Where the last segment is a parameter: by all that comes before it. */
  readonly byFolder: Map<string, PathScopes>;
}

const mostFree = 64;
/** For all paths together. */
const mostFreeInAll = 8_192;
/** Folders may contain parameters themselves, and be as many as there are URLs. */
const mostFolders = 1_000;

/**
 * Making a native context holder for each request is the larger half of engine A's cost, so a scope is used again, one
 * request at a time, by requests that are expected to have the same route: those to the same path, or to the same path
 * but for its last segment. An expectation that fails does no harm but for one new scope: see `settle`.
 */
export class ScopePool {
  readonly #byMethod = new Map<string, Learned>();
  #free = 0;

  find(method: string, path: string): PathScopes | undefined {
    const learned = this.#byMethod.get(method);
    if (learned === undefined) return undefined;
    return learned.byPath.get(path) ?? learned.byFolder.get(folderOf(path));
  }

  take(known: PathScopes | undefined): Scope {
    const scope = known?.reusable ? known.free.pop() : undefined;
    if (scope === undefined) return createScope(Bucket.unresolved);
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
      // One path of its own among others with a parameter (`/orders/latest`) says nothing about those.
      if (known !== undefined && entry.route !== path) this.#stopReusing(known);
      kept = this.#learn(method, path, entry);
    }
    // What is reusable has this route: else it has just been given up.
    const isFull = this.#free >= mostFreeInAll;
    if (kept?.reusable && kept.free.length < mostFree && !isFull && !isSplit) {
      kept.free.push(scope);
      this.#free++;
    }
    // See the engine: a scope and its handle would keep each other alive.
    else scope.handle = undefined;
  }

  /** Says where the work of a request belongs, if not to its route. Its scope is not used again. */
  discard(scope: Scope, bucket: number, beganMicros: number): void {
    assign(scope, bucket, beganMicros);
    scope.handle = undefined;
  }

  #learn(method: string, path: string, entry: RouteEntry): PathScopes | undefined {
    // Rows that gather many routes tell nothing.
    if (entry.method !== method) return undefined;
    let learned = this.#byMethod.get(method);
    if (learned === undefined)
      this.#byMethod.set(method, (learned = { byPath: new Map(), byFolder: new Map() }));
    const isStatic = entry.route === path;
    const scopes = isStatic ? learned.byPath : learned.byFolder;
    if (!isStatic && scopes.size >= mostFolders) return undefined;
    const key = isStatic ? entry.route : folderOf(path);
    let known = scopes.get(key);
    if (known === undefined) scopes.set(keptText(key), (known = { entry, free: [], reusable: true }));
    else if (known.entry !== entry) this.#stopReusing(known);
    return known;
  }

  #stopReusing(known: PathScopes): void {
    known.reusable = false;
    for (const each of known.free) each.handle = undefined;
    this.#free -= known.free.length;
    known.free.length = 0;
  }
}

/** Gives a request's work to `bucket`. False when earlier requests had the scope, and their work belongs elsewhere. */
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
