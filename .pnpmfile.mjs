import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

// What all packages have in common is written once, in the root's manifest; a tarball must have it too.
const root = import.meta.dirname;
const { repository, homepage, bugs } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

export const hooks = {
  beforePacking(manifest, folder) {
    const directory = relative(root, folder).replaceAll('\\', '/');
    return { ...manifest, repository: { ...repository, directory }, homepage, bugs };
  },
};
