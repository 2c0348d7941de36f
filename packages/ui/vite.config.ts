import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vite';
import { embedPage } from './build/embed-page.ts';

const here = import.meta.dirname;
// A path that Vite cannot resolve statically, so that it does not bundle the module and its encoders but lets Node load
// it.
const formats = pathToFileURL(join(here, '../core/src/export/formats.ts')).href;
const { exportFormats }: typeof import('../core/src/export/formats.ts') = await import(formats);

/** One script and one style sheet, with a hash in their names, written into core as a module. */
export default defineConfig({
  root: here,
  // Relative, because the page may be anywhere in an app's URL space.
  base: './',
  logLevel: 'warn',
  publicDir: false,
  define: { exportTitles: JSON.stringify(exportFormats.map(({ name, title }) => [name, title])) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [embedPage(join(here, '../core/src/web/generated/page-assets.ts'))],
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: 'dist',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: join(here, 'src/main.tsx'),
      output: {
        entryFileNames: 'page-[hash].js',
        assetFileNames: 'page-[hash][extname]',
        codeSplitting: false,
      },
    },
  },
});
