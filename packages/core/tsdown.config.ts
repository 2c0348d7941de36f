import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

const entry = {
  index: 'src/index.ts',
  node: 'src/node/index.ts',
  options: 'src/option-table.ts',
  shared: 'src/process/shared.ts',
  store: 'src/store/index.ts',
  tools: 'src/tools/index.ts',
};

/** The page is large, and one file of it does for both builds: ESM can import CommonJS, but not the reverse. */
const onePage = {
  name: 'one-page',
  resolveId(source: string, importer: string | undefined) {
    const isPage = importer !== undefined && source.endsWith('/generated/page-assets.ts');
    return isPage ? { id: './page-assets.cjs', external: true } : undefined;
  },
};

const config: UserConfig = {
  ...library(entry, { ...entry, 'page-assets': 'src/web/generated/page-assets.ts' }),
  plugins: [onePage],
};

export default config;
