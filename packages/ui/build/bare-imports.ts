import type { Plugin } from 'vite';

/**
 * Vite calls a helper of its own around each `import()`, to load style sheets and other scripts first. There are none,
 * and its helper is 1 kB, so it becomes a plain call.
 */
export const bareImports: Plugin = {
  name: 'bare-imports',
  enforce: 'pre',
  load: {
    filter: { id: /^\0vite\/preload-helper\.js$/ },
    handler: () => 'export const __vitePreload = (load) => load();',
  },
};
