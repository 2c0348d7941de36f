/** A test that must end in another way under one kind of run, and why. Any other change is a fault. */
export interface Explained {
  readonly framework: string;
  readonly kind: 'register' | 'middleware';
  readonly test: string;
  readonly reason: string;
}

export const explained: readonly Explained[] = [
  {
    framework: 'koa',
    kind: 'middleware',
    test: '__tests__/application/compose.test.js > app.compose > should work with configurable compose',
    reason: 'it counts the middleware: 4 with the profiler, and 3 without',
  },
  {
    framework: 'fastify',
    kind: 'register',
    test: 'test/hooks.test.js > onRequest hook should support encapsulation / 2',
    reason: 'it counts the hooks: one is the profiler’s',
  },
  {
    framework: 'fastify',
    kind: 'middleware',
    test: 'test/hooks.test.js > onRequest hook should support encapsulation / 2',
    reason: 'it counts the hooks: one is the profiler’s',
  },
];
