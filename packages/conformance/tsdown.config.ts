import { defineConfig, type UserConfig } from 'tsdown';

const common = {
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  logLevel: 'warn',
} as const satisfies UserConfig;

const separate = {
  unbundle: true,
  deps: { neverBundle: [/^[\w@]/] },
  dts: false,
  sourcemap: true,
} as const satisfies UserConfig;

export default defineConfig([
  // What is published: Vitest is ESM alone, and so is this.
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      server: 'src/server.ts',
      store: 'src/store.ts',
      // Processes start it, so it is a file of its own.
      'writer-process': 'src/store/writer-process.ts',
    },
    outDir: 'dist/package',
    dts: true,
    tsconfig: 'tsconfig.json',
  },
  // The servers under test also run on Node 20, which cannot read TypeScript: one JavaScript file for each source.
  { ...common, ...separate, entry: ['src/**/*.ts', '!src/**/*.d.ts'] },
  // So do these parts of proofs; the rest of them is read as it is.
  {
    ...common,
    ...separate,
    entry: [
      'proofs/cycles/program.ts',
      'proofs/idle/server.ts',
      'proofs/trace-cost/server.ts',
      'proofs/tracing-hooks.ts',
      'proofs/trace-budget/server.ts',
      'proofs/truth/server.ts',
      'proofs/overhead/server.ts',
      'proofs/latency/{server,partner,operations,own-clock,request-code,spans,pool}.ts',
      'proofs/before-node/{server,client}.ts',
      'proofs/blocks/server.ts',
      'proofs/redis/server.ts',
    ],
    outDir: 'dist/proofs',
  },
]);
