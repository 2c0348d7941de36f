import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Runs the tests that scripts/mutate.ts chooses for a mutant.
const conditions = ['@routeprof/source', 'module', 'node', 'development'];

type Exports = Readonly<Record<string, { readonly '@routeprof/source'?: string }>>;

/**
 * Stryker changes a copy of the repository whose `node_modules` link to the original, so packages are found by path.
 */
const alias = globSync('packages/*/package.json', { cwd: import.meta.dirname }).flatMap((path) => {
  const file = join(import.meta.dirname, path);
  const { name, exports = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly name: string;
    readonly exports?: Exports;
  };
  return Object.entries(exports).flatMap(([entry, { '@routeprof/source': source }]) =>
    source === undefined
      ? []
      : [{ find: new RegExp(`^${name}${entry.slice(1)}$`), replacement: join(dirname(file), source) }],
  );
});

export default defineConfig({
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 20_000,
    include: process.env.MUTATE_TESTS?.split(',') ?? [],
    setupFiles: ['scripts/mutate/no-shrinking.ts'],
  },
});
