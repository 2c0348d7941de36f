import { library } from '../../tsdown.base.ts';

export default [
  { ...library({ routeprof: 'src/routeprof.ts' }), format: 'esm' as const },
  // CommonJS, which Node loads by `--require`: an app keeps the module loader that it has without a profiler.
  {
    ...library({
      register: 'src/register.ts',
      mounting: 'src/register/mounting.ts',
      'load-hook-thread': 'src/register/load-hook-thread.ts',
    }),
    format: 'cjs' as const,
    clean: false,
    checks: { legacyCjs: false },
  },
];
