import { createHash } from 'node:crypto';
import { pageIcon } from '../render/page-icon.ts';
import type { PageParts } from '../render/saved-page.ts';
import type { PageLinks } from '../render/shell.ts';

/** A file of the page, as built. Its name has a hash of its contents. */
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
  readonly parts: PageParts;
  readonly files: readonly PageAsset[];
}

/** Names all files by their contents, so that browsers can cache them for ever. */
export function createAssets(built: readonly PageAsset[]): Assets {
  const icon = { name: `icon-${hashOf(pageIcon)}.svg`, type: 'image/svg+xml; charset=utf-8', body: pageIcon };
  const script = built.find(({ name }) => name.endsWith('.js'));
  const styles = built.filter(({ name }) => name.endsWith('.css'));
  return {
    links: {
      icon: `assets/${icon.name}`,
      script: script === undefined ? '' : `assets/${script.name}`,
      stylesheets: styles.map(({ name }) => `assets/${name}`),
    },
    parts: { script: script?.body ?? '', styles: styles.map(({ body }) => body) },
    files: [icon, ...built],
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
