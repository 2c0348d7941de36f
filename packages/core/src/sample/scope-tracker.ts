import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks';
import { performance } from '../clock.ts';
import { callApp, marked } from '../own-frames.ts';
import { libuvIdleMillis } from './loop-idle.ts';
import type { Scope } from './scope.ts';
import type { ScopeRing } from './scope-ring.ts';
import type { ThreadCpuClock } from './thread-cpu.ts';

const scopeOf = Symbol('routeprof.scope');
let users = 0;
type Resource = { [scopeOf]?: Scope };

/**
 * Follows scopes across asynchronous calls with `init` and `before` hooks, and marks each change in the ring. There
 * is no `after` hook: measured on Node 20, it alone would cost a third as much as all the rest. Its facts come from
 * elsewhere. Waiting shows in the loop's idle clock and in `(idle)` samples; Node's work between callbacks shows as
 * `(program)` samples; the return of a nested synchronous callback shows in the wrapped `runInAsyncScope`, or at the
 * next asynchronous call that the outer one makes.
 */
export class ScopeTracker {
  #user = ++users;
  readonly #ring: ScopeRing;
  readonly #clock: ThreadCpuClock;
  #open: Scope | undefined;
  #idleMicros = 0;
  #cpuReadAtMicros = 0;
  readonly #hook;
  #restore: (() => void) | undefined;
  #isRunning = false;
  /** How often the hooks were called. */
  calls = 0;
  /** The CPU clock takes some microseconds to read, so it is read at most once in this time. */
  cpuReadingMicros: number;

  constructor(ring: ScopeRing, clock: ThreadCpuClock, cpuReadingMicros: number) {
    this.cpuReadingMicros = cpuReadingMicros;
    this.#ring = ring;
    this.#clock = clock;
    const tracker = this;
    this.#hook = createHook({
      init: marked({
        'routeprof:own'(_asyncId: number, _type: string, _triggerId: number, resource: Resource): void {
          tracker.calls++;
          const scope = (executionAsyncResource() as Resource)[scopeOf];
          if (scope !== undefined) resource[scopeOf] = scope;
          if (scope !== tracker.#open) tracker.#mark(scope);
        },
      }),
      before: marked({
        'routeprof:own'(): void {
          tracker.calls++;
          const resource = executionAsyncResource() as Resource;
          let waited = false;
          // Only the loop's own callbacks can follow a wait; continuations of promises run on within one turn.
          if (!(resource instanceof Promise)) {
            const idleMicros = libuvIdleMillis() * 1000;
            waited = idleMicros !== tracker.#idleMicros;
            tracker.#idleMicros = idleMicros;
          }
          const scope = resource[scopeOf];
          // A wait ends the entry even if the same scope continues: no other mark may show where the wait ended.
          if (waited || scope !== tracker.#open) tracker.#mark(scope);
        },
      }),
    });
  }

  start(): void {
    this.#isRunning = true;
    this.#hook.enable();
    this.#restore = watchNestedScopes(() => {
      const scope = (executionAsyncResource() as Resource)[scopeOf];
      if (scope !== this.#open) this.#mark(scope);
    });
    this.#mark(undefined);
  }

  run<T, Argument>(scope: Scope, fn: (argument: Argument) => T, argument?: Argument): T {
    // Recordings outlive the engine, and must not notice that it has stopped.
    if (!this.#isRunning) return fn(argument as Argument);
    const resource = executionAsyncResource() as Resource;
    const outer = resource[scopeOf];
    resource[scopeOf] = scope;
    scope.user = this.#user;
    if (scope !== this.#open) this.#mark(scope);
    try {
      return fn(argument as Argument);
    } finally {
      // `undefined` rather than `delete`, which would turn the resource into a slow object.
      resource[scopeOf] = outer as Scope;
      if (outer !== this.#open) this.#mark(outer);
    }
  }

  enter(scope: Scope): void {
    if (!this.#isRunning) return;
    const resource = executionAsyncResource() as Resource;
    resource[scopeOf] = scope;
    scope.user = this.#user;
    scope.handle = resource;
    if (scope !== this.#open) this.#mark(scope);
  }

  current(): Scope | undefined {
    const scope = (executionAsyncResource() as Resource)[scopeOf];
    return scope?.user === this.#user ? scope : undefined;
  }

  /** A connection's resource outlives a request: the next request must not begin in the scope of the last. */
  leave(scope: Scope): void {
    const resource = scope.handle as Resource | undefined;
    if (resource?.[scopeOf] === scope) resource[scopeOf] = undefined as never;
    scope.handle = undefined;
  }

  stepOut(): void {
    const resource = executionAsyncResource() as Resource;
    if (resource[scopeOf] === undefined) return;
    resource[scopeOf] = undefined as never;
    if (this.#open !== undefined) this.#mark(undefined);
  }

  changeUser(): void {
    this.#user = ++users;
    this.#ring.forgetScope();
  }

  stop(): void {
    this.#isRunning = false;
    this.#hook.disable();
    this.#restore?.();
    this.#restore = undefined;
  }

  #mark(scope: Scope | undefined): void {
    if (!this.#isRunning) return;
    this.#open = scope;
    const now = performance.now() * 1000;
    let cpuMicros = Number.NaN;
    if (now - this.#cpuReadAtMicros > this.cpuReadingMicros) {
      cpuMicros = this.#clock.read();
      this.#cpuReadAtMicros = now;
    }
    // Connections outlive a user, and scopes that the last user left on them do not count. It is checked here, because a
    // symbol for each user would make the hooks a fifth slower.
    const own = scope?.user === this.#user ? scope : undefined;
    this.#ring.mark(now, this.#idleMicros, cpuMicros, own);
  }
}

/**
 * Calls `onReturn` when a nested `runInAsyncScope` returns: connection pools and emitters call one request's callback
 * from within another's, and no hook but `after` tells when the outer one goes on.
 */
function watchNestedScopes(onReturn: () => void): () => void {
  const { prototype } = AsyncResource;
  const original = prototype.runInAsyncScope;
  const wrapped = marked({
    'routeprof:own'(this: AsyncResource, ...args: Parameters<typeof original>): unknown {
      try {
        return callApp(original, this, args);
      } finally {
        onReturn();
      }
    },
  }) as typeof original;
  prototype.runInAsyncScope = wrapped;
  return () => {
    // Other code may have wrapped it since; then ours stays, and does no harm.
    if (prototype.runInAsyncScope === wrapped) prototype.runInAsyncScope = original;
  };
}
