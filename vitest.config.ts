import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Tests load packages from their sources, so a stack trace points to TypeScript and no build can be stale.
const conditions = ['@routeprof/source', 'module', 'node', 'development'];

const node = process.env.ROUTEPROF_NODE;

/**
 * What `test` leaves to `test:all`: slow tests, tests that need tools of other languages, or the same on more
 * frameworks.
 */
const long = {
  unit: [
    'packages/core/test/bad-input/crowd.test.ts',
    'packages/core/test/bounds/**/*.test.ts',
    'packages/core/test/export/{callgrind,go-oracle,memory}.test.ts',
    'packages/core/test/store/directory/compaction.test.ts',
    'packages/routeprof/test/{check,open-cluster,open-redis,terminal}.test.ts',
  ],
  browser: [
    'packages/core/test/export/browser/*.test.ts',
    'packages/ui/test/browser/{axe,controls,flame-drawing,hostile,mounts,policy,real-fleet,slow-app,states,time,widths}.test.ts',
  ],
  conformance: [
    'packages/conformance/test/targets/!(express5|hono4).test.ts',
    'packages/conformance/test/{kept,store}-*.test.ts',
    'packages/conformance/test/{redis,same-report}.test.ts',
    'packages/conformance/test/store-contract/{directory,redis}.test.ts',
    'packages/conformance/test/{bundles,cycles,idle,kinds-of-servers,latency,own-profiler,programs,run}.test.ts',
  ],
} as const;

/**
 * Tests of code that only computes and returns data. They do not change the process or replace a module, so files can
 * share a process and its modules: loading those again for each file takes longer than the tests.
 */
const pure = [
  'packages/core/test/{comparison,export,golden,metrics,profile,push,record,render,report,selection,source-code,tables,time}/*.test.ts',
  'packages/ui/test/*.test.ts',
];

interface Files {
  readonly include: string[];
  readonly exclude: string[];
}

const unit = {
  // The same as in the other projects, because Vitest runs projects with other values one after the other.
  maxWorkers: 2,
  // No test takes long, but a busy machine is slow.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

/** A project for `test`, and one with the same settings for `test:all`. */
function both(
  name: keyof typeof long,
  { include, exclude, ...settings }: NonNullable<TestProjectInlineConfiguration['test']> & Files,
): TestProjectInlineConfiguration[] {
  return [
    { extends: true, test: { ...settings, name, include, exclude: [...exclude, ...long[name]] } },
    { extends: true, test: { ...settings, name: `${name}-long`, include: [...long[name]], exclude: [] } },
  ];
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: `test-results/${node ? `node-${node}` : 'test'}.json` },
    projects: [
      {
        extends: true,
        test: { ...unit, name: 'pure', isolate: false, include: pure, exclude: [...long.unit] },
      },
      ...both('unit', {
        ...unit,
        include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
        exclude: [...pure, 'packages/conformance/**', 'packages/*/test/**/browser/**'],
      }),
      ...both('browser', {
        // Each worker starts a browser and a server.
        maxWorkers: 2,
        include: ['packages/*/test/**/browser/**/*.test.ts'],
        exclude: [],
        // Installs a missing browser once, before workers would do so at the same time.
        globalSetup: ['packages/ui/test/browser/provide-browser.ts'],
        // On one busy core each step may take half a minute.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 60_000 } },
      }),
      ...both('conformance', {
        // Tests mostly wait for servers, so one worker would leave one of two cores idle.
        maxWorkers: 2,
        include: ['packages/conformance/test/**/*.test.ts'],
        exclude: [
          'packages/conformance/test/truth/**',
          // These run frameworks in the test's own process, so another Node for servers does not matter.
          ...(node === undefined ? [] : ['packages/conformance/test/names/**']),
        ],
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      {
        extends: true,
        test: {
          name: 'truth',
          include: ['packages/conformance/test/truth/**/*.test.ts'],
          // At most five runs, with pauses between them.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Measures CPU, so it runs alone and after the others.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
