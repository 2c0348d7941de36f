import { defineConfig, type UserConfig } from 'tsdown';

type Entry = Record<string, string>;

/**
 * The build that every published package shares, for the oldest supported Node: ESM, and CommonJS for tools that cannot
 * load ESM (Jest, TypeScript's older module resolution). Each has its own declarations.
 */
export function library(entry: Entry = { index: 'src/index.ts' }, commonjsEntry: Entry = entry): UserConfig {
  return defineConfig({
    entry,
    // Without source maps, which would be half of a package: the code keeps its names and comments, so it reads as it is.
    format: { esm: {}, cjs: { entry: commonjsEntry } },
    // Jest does not support `import()`.
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
