import { defineConfig, type UserConfig } from 'tsdown';

/** The build that every published package shares: ESM with declarations, for the oldest Node we support. */
export function library(entry: Record<string, string> = { index: 'src/index.ts' }): UserConfig {
  return defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    fixedExtension: false,
    dts: true,
    sourcemap: true,
    tsconfig: 'tsconfig.json',
    logLevel: 'warn',
  });
}
