import { defineConfig } from 'vitest/config';

// The tests that mutants are tried against, chosen by scripts/mutate.ts.
const conditions = ['@routeprof/source', 'module', 'node', 'development'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { testTimeout: 20_000, include: process.env.MUTATE_TESTS?.split(',') ?? [] },
});
