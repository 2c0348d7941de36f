import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import * as esbuild from 'esbuild';
import { type Plugin, rollup } from 'rollup';
import webpack from 'webpack';

export interface Bundling {
  /** Entry modules by the names of their bundles. Shared code goes to a separate bundle. */
  readonly entries: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly format: 'esm' | 'cjs';
  readonly minify: boolean;
  /** Only supported with esbuild here. */
  readonly sourceMaps?: boolean;
}

/** Frameworks stay external here, because rollup and webpack take long; esbuild's bundles contain them. */
const frameworks = /^(express5|fastify5|hono|koa3|@hono\/node-server)(\/|$)/;

/** Writes `name.mjs` or `name.cjs` for each entry. */
type Bundler = (how: Bundling) => Promise<void>;

/** The types are those of the CommonJS build, but an ES module gets the other one. */
const pluginOf = (made: unknown): Plugin => (made as () => Plugin)();

/** Packages in CommonJS call `require`, which an ES module does not have. */
const requireForEsm =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

export const bundlers: Readonly<Record<'esbuild' | 'rollup' | 'webpack', Bundler>> = {
  async esbuild({ entries, folder, format, minify, sourceMaps = false }) {
    const isEsm = format === 'esm';
    await esbuild.build({
      entryPoints: { ...entries },
      outdir: folder,
      outExtension: { '.js': isEsm ? '.mjs' : '.cjs' },
      bundle: true,
      splitting: isEsm,
      platform: 'node',
      target: 'node20',
      format,
      minify,
      sourcemap: sourceMaps,
      logLevel: 'error',
      ...(isEsm && { banner: { js: requireForEsm } }),
    });
  },
  async rollup({ entries, folder, format, minify }) {
    const extension = format === 'esm' ? 'mjs' : 'cjs';
    const bundle = await rollup({
      input: { ...entries },
      external: [/^node:/, frameworks],
      plugins: [
        nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
        pluginOf(commonjs),
        pluginOf(json),
      ],
      // Hides warnings about circular imports in frameworks.
      onLog() {},
    });
    await bundle.write({
      dir: folder,
      format,
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `[name].${extension}`,
      plugins: minify ? [pluginOf(terser)] : [],
    });
    await bundle.close();
  },
  async webpack({ entries, folder, format, minify }) {
    const isEsm = format === 'esm';
    const compiler = webpack({
      mode: minify ? 'production' : 'development',
      devtool: false,
      target: 'node20',
      entry: { ...entries },
      externals: [frameworks],
      externalsType: isEsm ? 'module' : 'commonjs',
      experiments: { outputModule: isEsm },
      output: {
        path: folder,
        filename: `[name].${isEsm ? 'mjs' : 'cjs'}`,
        library: { type: isEsm ? 'module' : 'commonjs2' },
        module: isEsm,
      },
      optimization: {
        // Otherwise webpack sets NODE_ENV to production, where the report is closed.
        nodeEnv: false,
        ...(Object.keys(entries).length > 1 && { splitChunks: { chunks: 'all', minSize: 0 } }),
      },
    });
    if (compiler === null) throw new Error('webpack made no compiler');
    await new Promise<void>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
        else compiler.close(() => resolve());
      });
    });
  },
};
