import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vite';
import { bareImports } from './build/bare-imports.ts';
import { embedPage } from './build/embed-page.ts';
import { pagePrefix, partPrefix, savedPrefix } from './build/file-names.ts';

const here = import.meta.dirname;
// A path that Vite cannot resolve statically, so that it does not bundle the module and its encoders but lets Node load
// it.
const formats = pathToFileURL(join(here, '../core/src/export/formats.ts')).href;
const { exportFormats }: typeof import('../core/src/export/formats.ts') = await import(formats);

const names = {
  entryFileNames: `${pagePrefix}[hash].js`,
  assetFileNames: `${pagePrefix}[hash][extname]`,
};

/** Scripts and one style sheet, with a hash in their names, written into core as a module. */
export default defineConfig({
  root: here,
  // Relative, because the page may be anywhere in an app's URL space.
  base: './',
  logLevel: 'warn',
  publicDir: false,
  define: { exportTitles: JSON.stringify(exportFormats.map(({ name, title }) => [name, title])) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [bareImports, embedPage(join(here, '../core/src/web/generated/page-assets.ts'))],
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: 'dist',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: join(here, 'src/main.tsx'),
      output: [
        {
          ...names,
          chunkFileNames: `${partPrefix}[name]-[hash].js`,
          // What the first script needs is in it, also what other scripts need: else a browser would ask for it later.
          codeSplitting: {
            groups: [{ name: 'page', test: /src[\\/]main\.tsx$/, includeDependenciesRecursively: true }],
          },
        },
        // A saved page is one file, so it has everything in one script.
        { ...names, entryFileNames: `${savedPrefix}[hash].js`, codeSplitting: false },
      ],
    },
  },
});
