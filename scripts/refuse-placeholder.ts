import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

// `.invalid` is never a real host. Until the project has a public home, nothing may be published.
const { repository, homepage, bugs } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (JSON.stringify({ repository, homepage, bugs }).includes('.invalid')) {
  console.error(
    'repository, homepage and bugs in package.json are placeholders. Write the real addresses first.',
  );
  process.exitCode = 1;
}
