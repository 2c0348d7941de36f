import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from './page.ts';
import { plotCpu } from './plot-cpu.ts';
import { plotTruth } from './plot-truth.ts';
import { readStored, store, storedFolder } from './stored.ts';

/** `npx --yes pnpm@12 cost [RESULT.json …]`: keeps these results, and writes docs/cost.md and its pictures. */
for (const file of process.argv.slice(2)) console.log(`${file}: ${store(file)}`);
const results = readStored();
if (results.compare) writeFileSync(join(storedFolder, 'cpu.svg'), plotCpu(results.compare.cells));
if (results.truth) writeFileSync(join(storedFolder, 'truth.svg'), plotTruth(results.truth.rows));
writeFileSync(join(storedFolder, '../cost.md'), page(results));
