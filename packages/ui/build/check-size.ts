import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The limit for the script and the style sheet together. */
const limitKilobytes = 60;

const dist = join(import.meta.dirname, '../dist');
const files = readdirSync(dist).map((name) => ({
  name,
  kilobytes: gzipSync(readFileSync(join(dist, name)), { level: 9 }).length / 1000,
}));
const total = files.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
for (const { name, kilobytes } of files) console.log(`${name}: ${kilobytes.toFixed(1)} kB gzip`);
console.log(`page: ${total.toFixed(1)} kB gzip; the limit is ${limitKilobytes}`);
if (total > limitKilobytes) {
  console.error(`The page is larger than its limit of ${limitKilobytes} kB gzip.`);
  process.exitCode = 1;
}
