import type { Variant } from './variant.ts';

/** The adapter, as an app adds it. */
export const middleware: Variant = {
  name: 'middleware',
  title: 'middleware',
  inFull: true,
  records: true,
  add: (settings) => ({ profiler: settings }),
};

/** The plain app, started as `routeprof run` starts it. */
export const register: Variant = {
  name: 'register',
  title: 'register',
  inFull: true,
  records: true,
  launch: ({ settings, installed }) => ({
    flags: ['--require', installed('routeprof/dist/register.cjs')],
    environment: {
      ROUTEPROF_QUIET: 'true',
      ...Object.fromEntries(
        Object.entries(settings).map(([option, value]) => [variableOf(option), String(value)]),
      ),
    },
  }),
};

/** `traceBudget` is `ROUTEPROF_TRACE_BUDGET`. */
function variableOf(option: string): string {
  return `ROUTEPROF_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
