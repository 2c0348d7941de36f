import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { pageIcon } from '../render/page-icon.ts';
import type { PageParts } from '../render/saved-page.ts';
import type { PageLinks } from '../render/shell.ts';

/** The page as built. */
export interface PageAssets {
  /** What browsers load. The first script starts the page, and loads the others when a view needs them. */
  readonly files: readonly PageAsset[];
  /** All scripts as one, for saved pages: gzip in base64, because few processes ever need it; `''` when there is none. */
  readonly savedScript: string;
}

/** A file of the page. Its name has a hash of its contents. */
export interface PageAsset {
  /** `page-3f2a….js` */
  readonly name: string;
  /** Content type. */
  readonly type: string;
  readonly body: string;
}

/** The files beside the page, and where they are. */
export interface Assets {
  readonly links: PageLinks;
  /** The page itself, to be put into a saved one. */
  parts(): PageParts;
  readonly files: readonly PageAsset[];
}

/** Names all files by their contents, so that browsers can cache them for ever. */
export function createAssets({ files: built, savedScript }: PageAssets): Assets {
  const icon = { name: `icon-${hashOf(pageIcon)}.svg`, type: 'image/svg+xml; charset=utf-8', body: pageIcon };
  const script = built.find(({ name }) => name.endsWith('.js'));
  const styles = built.filter(({ name }) => name.endsWith('.css'));
  return {
    links: {
      icon: `assets/${icon.name}`,
      script: script === undefined ? '' : `assets/${script.name}`,
      stylesheets: styles.map(({ name }) => `assets/${name}`),
    },
    parts: () => ({ script: unpacked(savedScript), styles: styles.map(({ body }) => body) }),
    files: [icon, ...built],
  };
}

function unpacked(script: string): string {
  return script === '' ? '' : gunzipSync(Buffer.from(script, 'base64')).toString();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
