/** Files whose mutants are tried, and their tests: only a few, because each mutant runs all of them. */
export interface Target {
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

const core = (files: string, ...tests: readonly string[]): Target => ({
  files: [`packages/core/src/${files}`],
  tests: tests.map((name) => `packages/core/test/${name}.test.ts`),
});
const names = (framework: string): string => `packages/conformance/test/names/${framework}.test.ts`;

export const targets: Readonly<Record<string, Target>> = {
  guard: core('web/guard.ts', 'web/guard', 'web/direct', 'web/handler'),
  handler: core(
    'web/{handler,routes,report-answer,sign-in,respond}.ts',
    'web/handler',
    'web/direct',
    'web/guard',
  ),
  markup: core('render/markup.ts', 'render/shell', 'render/saved-page'),
  plan: core('store/plan.ts', 'store/plan', 'store/windows-in-memory', 'store/shared/plans'),
  merge: core(
    'profile/{merge,merge-trees}.ts',
    'profile/merge',
    'profile/merge-heaviest',
    'store/windows-in-memory',
  ),
  attribute: core('profile/attribute.ts', 'profile/attribute'),
  'scope-pool': core('record/scope-pool.ts', 'record/scope-pool', 'record/recorder'),
  recorder: core('record/recorder.ts', 'record/recorder', 'node/exchange'),
  compare: core(
    'comparison/{compare,compare-*,compared-routes}.ts',
    'comparison/compare',
    'comparison/compare-intervals',
    'comparison/budget',
  ),
  budgets: core('comparison/judge-budgets.ts', 'comparison/budget', 'selection/cpu-budget'),
  latency: core('profile/latency*.ts', 'profile/latency', 'profile/latency-bins'),
  exchange: core('node/exchange.ts', 'node/exchange'),
  'pprof-writer': core(
    'pprof/{write-pprof,samples,write-columns}.ts',
    'export/pprof',
    'export/pprof-layout',
    'export/stored-file',
    'export/unknown-fields',
  ),
  'pprof-reader': core(
    'pprof/{read-pprof,read-foreign,row-trees,read-stacks,read-columns,bounds}.ts',
    'export/foreign-labels',
    'export/foreign-measures',
    'export/tampered-profile',
    'export/hostile-stacks',
    'export/profile-tables',
    'export/foreign-profile',
    'export/pprof',
    'export/unknown-fields',
  ),
  'pprof-tables': core(
    'pprof/{read-tables,name-frames,protobuf-reader}.ts',
    'export/protobuf-reader',
    'export/profile-tables',
    'export/name-frames',
    'export/tampered-profile',
    'export/foreign-labels',
    'export/foreign-profile',
  ),
  pattern: {
    files: ['pattern', 'layer', 'matcher'].map((name) => `packages/express/src/${name}.ts`),
    tests: [names('express'), names('express-matchers')],
  },
  register: {
    files: ['packages/routeprof/src/register/**/*.ts'],
    tests: ['packages/routeprof/test/register/*.test.ts', names('register')],
  },
  check: {
    files: ['packages/routeprof/src/commands/check.ts', 'packages/routeprof/src/check-settings.ts'],
    tests: [
      'packages/routeprof/test/check.test.ts',
      'packages/routeprof/test/check-settings.test.ts',
      'packages/routeprof/test/load.test.ts',
      'packages/routeprof/test/profile-problem.test.ts',
    ],
  },
};
