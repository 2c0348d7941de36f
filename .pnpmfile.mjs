import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

// The URLs of the project are only in the root's manifest. This adds them to each package's tarball.
const root = import.meta.dirname;
const { repository, homepage, bugs } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

export const hooks = {
  beforePacking(manifest, folder) {
    const directory = relative(root, folder).replaceAll('\\', '/');
    return { ...manifest, repository: { ...repository, directory }, homepage, bugs };
  },
};
