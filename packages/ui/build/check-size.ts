import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pagePrefix, partPrefix, savedPrefix } from './file-names.ts';

const dist = join(import.meta.dirname, '../dist');
const files = readdirSync(dist).map((name) => ({
  name,
  kilobytes: gzipSync(readFileSync(join(dist, name)), { level: 9 }).length / 1000,
}));
for (const { name, kilobytes } of files) console.log(`${name}: ${kilobytes.toFixed(1)} kB gzip`);

const sizesOf = (prefix: string): number[] =>
  files.filter(({ name }) => name.startsWith(prefix)).map(({ kilobytes }) => kilobytes);
const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);

// The rest of a first load, up to 60 kB, is the HTML with the report as text.
check('the first load without its HTML', sum(sizesOf(pagePrefix)), 50);
check('the largest script that comes later', Math.max(...sizesOf(partPrefix)), 20);
// It is in the package, and in each saved page.
check('the script of a saved page', sum(sizesOf(savedPrefix)), 80);

function check(what: string, kilobytes: number, limit: number): void {
  console.log(`${what}: ${kilobytes.toFixed(1)} kB gzip; the limit is ${limit}`);
  // Nothing found is wrong, too.
  if (kilobytes > 0 && kilobytes <= limit) return;
  console.error(`Wrong size: ${what} must have at most ${limit} kB gzip.`);
  process.exitCode = 1;
}
