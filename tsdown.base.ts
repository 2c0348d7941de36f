import { defineConfig, type UserConfig } from 'tsdown';

type Entry = Record<string, string>;

/**
 * The build that every published package shares, for the oldest Node we support: ESM, and CommonJS for what cannot load
 * ESM (Jest, TypeScript's older ways to find modules). Both with declarations of their own.
 */
export function library(entry: Entry = { index: 'src/index.ts' }, commonjsEntry: Entry = entry): UserConfig {
  return defineConfig({
    entry,
    // The maps are half of a package: they are there for one of the two.
    format: { esm: { sourcemap: true }, cjs: { entry: commonjsEntry } },
    // Within Jest there is no `import()`.
    outputOptions: { dynamicImportInCjs: false },
    checks: { legacyCjs: false },
    platform: 'node',
    target: 'node20.19',
    fixedExtension: false,
    dts: true,
    tsconfig: 'tsconfig.json',
    logLevel: 'warn',
  });
}
