import type * as core from '@routeprof/core/node';

/** As in the core, which is not loaded before a server listens. */
export const marked: typeof core.marked = (named) => Object.values(named)[0] as never;

const { apply } = Reflect;

export const callApp: typeof core.callApp = marked({
  'routeprof:app': (fn, self, args = []) => apply(fn, self, args as never),
});
