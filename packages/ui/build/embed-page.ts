import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'vite';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/**
 * Writes the built files into a module of core, because a bundled app could not find them on disk at run time.
 */
export function embedPage(target: string): Plugin {
  return {
    name: 'embed-page',
    writeBundle(_options, bundle) {
      const assets = Object.values(bundle).map((output) => {
        const body = output.type === 'chunk' ? output.code : String(output.source);
        const type = types[output.fileName.split('.').pop() ?? ''];
        if (type === undefined) throw new Error(`${output.fileName} is neither a script nor a style sheet`);
        if (/<\/(script|style)|<!--/i.test(body)) {
          throw new Error(`${output.fileName} could not be saved within a page: it has a tag in it`);
        }
        return { name: output.fileName, type, body };
      });
      if (assets.length !== 2)
        throw new Error(`Expected a script and a style sheet, built ${assets.length} files`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, moduleOf(assets));
    },
  };
}

function moduleOf(assets: readonly { name: string; type: string; body: string }[]): string {
  return `// Written by the build of packages/ui.
/** The script and the style sheet of the page, named by their contents. */
export const pageAssets: readonly { readonly name: string; readonly type: string; readonly body: string }[] = ${JSON.stringify(assets, null, 2)};
`;
}
