import { defineConfig } from 'tsdown';

// The servers under test also run on Node 20, which cannot read TypeScript: one JavaScript file for each source. What
// `prove:diff` runs is read as it is.
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.d.ts', '!src/diff/**'],
  unbundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
  logLevel: 'warn',
});
