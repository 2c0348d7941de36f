/** A test that must have another outcome in one kind of run, and why. Any other change is a fault. */
export interface Explained {
  readonly framework: string;
  readonly kind: 'register' | 'middleware';
  readonly test: string;
  readonly reason: string;
}

const changedByAnyMiddleware = [
  'Register handlers without a path No basePath GET http://localhost/anything is not found',
  'Routing Nested route - basePath of the mounted routes Should set basePath to the mount path',
  'Routing Nested route - basePath of the mounted routes Should accumulate basePath through nested route() calls',
  'Routing Nested route - basePath of the mounted routes Should merge the basePath of a subApp created with basePath()',
  'Not Found No response from a handler Custom 404 Not Found',
  'Error handle Basic Should throw Error if a non-Error object is thrown in a handler',
  'Error handling in middleware Error in `notFound()` Should handle the error thrown in `notFound()``',
  'Hono with `app.route` Basic With app.get(...handler) Should return 404 response /about/foo',
  'Hono with `app.route` notFound /explicit-404 should be handled on app',
  'Hono with `app.route` notFound /sub/explicit-404 should be handled on app',
  'Lack returning response with a single handler Should return 404 response if lacking returning response',
  'Lack returning response with a single handler Should return 404 response if lacking returning response in an async handler',
] as const;

const changedElsewhere = [
  'src/adapter/cloudflare-pages/handler.test.ts > Adapter for Cloudflare Pages Should not use `basePath()` if path argument is not passed',
  'src/adapter/vercel/handler.test.ts > Adapter for Next.js Should not use `route()` if path argument is not passed',
  'src/helper/dev/index.test.ts > inspectRoutes() should return correct data',
  'src/helper/dev/index.test.ts > inspectRoutes() should return [handler] also for sub app',
  'src/helper/dev/index.test.ts > showRoutes() should render output includes handlers and middlewares',
] as const;

const changedByAnyHook = {
  'test/hooks.test.js > onRequest hook should support encapsulation / 2':
    'it counts the hooks: one is the profiler’s',
  'test/pretty-print.test.js > pretty print - empty plugins':
    'each hook adds a line to the tree of plugins: one is the profiler’s',
  'test/pretty-print.test.js > pretty print - includeMeta, includeHooks':
    'it prints the hooks: one is the profiler’s',
} as const;

export const explained: readonly Explained[] = [
  {
    framework: 'koa',
    kind: 'middleware',
    test: '__tests__/application/compose.test.js > app.compose > should work with configurable compose',
    reason: 'it counts the middleware: 4 with the profiler, and 3 without',
  },
  ...(['register', 'middleware'] as const).flatMap((kind) =>
    Object.entries(changedByAnyHook).map(([test, reason]) => ({ framework: 'fastify', kind, test, reason })),
  ),
  // An empty middleware in every app changes these, and no others of their files.
  ...[...changedByAnyMiddleware.map((test) => `src/hono.test.ts > ${test}`), ...changedElsewhere].map(
    (test) => ({
      framework: 'hono',
      kind: 'middleware' as const,
      test,
      reason: 'any middleware in every app changes it',
    }),
  ),
];
