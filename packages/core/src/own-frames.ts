type Method = (...args: never[]) => unknown;

/**
 * The profiler's frames are known by these two names: property keys in quotes, which bundlers and minifiers keep. What
 * runs below a function named `routeprof:own` is the profiler's work; below one named `routeprof:app`, the app's again.
 * Neither is shown in the app's stacks.
 */
export const ownName = 'routeprof:own';
export const appName = 'routeprof:app';

/**
 * Returns the one function of an object literal. Its key must be written out: V8 names functions when it compiles them,
 * so profiles ignore a computed key or a `name` that is set later. `Object.values` keeps minifiers from inlining the
 * function, which would then have no name.
 *
 * @example
 * return marked({
 *   'routeprof:own'(request, response, next) {
 *     mount.run(request, response, request.url, request, next);
 *   },
 * });
 */
export function marked<Fn extends Method>(
  named: { readonly [ownName]: Fn } | { readonly [appName]: Fn },
): Fn {
  return Object.values(named)[0] as Fn;
}

// Taken at load: code that replaces it later does so for the app.
const { apply } = Reflect;
const none: ArrayLike<unknown> = [];

/** Calls a function of the app, as `Reflect.apply` does, from within the profiler. */
export const callApp: <T>(fn: (...args: never[]) => T, self?: unknown, args?: ArrayLike<unknown>) => T =
  marked({
    'routeprof:app'<T>(fn: (...args: never[]) => T, self?: unknown, args = none): T {
      return apply(fn as (...args: unknown[]) => T, self, args);
    },
  });

/** Calls a function of the profiler, from where Node or the app has called it. */
export const callOwn: <T>(work: () => T) => T = marked({
  'routeprof:own'<T>(work: () => T): T {
    return work();
  },
});
