import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';
import { savedPrefix } from './file-names.ts';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

interface File {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

/**
 * Writes the built files into a module of core, because a bundled app could not find them on disk at run time. The
 * script that starts the page comes first.
 */
export function embedPage(target: string): Plugin {
  const files = new Map<string, File>();
  let start: string | undefined;
  return {
    name: 'embed-page',
    writeBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        files.set(output.fileName, fileOf(output));
        if (output.type !== 'chunk' || !output.isEntry) continue;
        // The browser would learn of such a script only from this one.
        if (output.imports.length > 0)
          throw new Error(`${output.fileName} needs ${output.imports.join(', ')} before it starts`);
        if (!output.fileName.startsWith(savedPrefix)) start = output.fileName;
      }
      const all = [...files.values()];
      const saved = all.find(({ name }) => name.startsWith(savedPrefix));
      // Each of the two builds ends here; the later one has all files.
      if (saved === undefined || start === undefined) return;
      const loaded = all.filter((file) => file !== saved);
      loaded.sort((a, b) => Number(b.name === start) - Number(a.name === start));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, moduleOf(loaded, saved));
    },
  };
}

function fileOf(output: Rollup.OutputChunk | Rollup.OutputAsset): File {
  const name = output.fileName;
  const body = output.type === 'chunk' ? output.code : String(output.source);
  const type = types[name.split('.').pop() ?? ''];
  if (type === undefined) throw new Error(`${name} is neither a script nor a style sheet`);
  if (/<\/(script|style)|<!--/i.test(body))
    throw new Error(`${name} could not be saved within a page: it has a tag in it`);
  return { name, type, body };
}

function moduleOf(files: readonly File[], { body }: File): string {
  const savedScript = gzipSync(body, { level: 9 }).toString('base64');
  return `// Written by the build of packages/ui.
import type { PageAssets } from '../assets.ts';

/** The scripts and the style sheet of the page, named by their contents. */
export const pageAssets: PageAssets = ${JSON.stringify({ files, savedScript }, null, 2)};
`;
}
