import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { frameworks } from '../frameworks.ts';
import { some } from '../options.ts';
import { prepare } from '../prepare.ts';
import { workloads } from '../workloads.ts';
import { type Count, countBytes, countUnderValgrind } from './count.ts';
import { addedTo, type Figures, judge } from './figures.ts';
import { inParallel } from './in-parallel.ts';
import { printVerdicts } from './print.ts';
import { closureRows, nameOf, rowsOf } from './rows.ts';
import { platform, readStored, store } from './stored.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    all: { type: 'boolean', default: false },
    frameworks: { type: 'string', default: frameworks.join() },
    bytes: { type: 'boolean', default: false },
    store: { type: 'boolean', default: false },
  },
});
const chosen = some('frameworks', values.frameworks, frameworks);

prepare();
const start = performance.now();
const rows = rowsOf(values.all ? workloads : ['hello'], chosen);
const counts = new Map<string, Count>();
await inParallel(availableParallelism(), rows, async (row) => {
  const count = values.bytes
    ? { instructions: 0, bytes: await countBytes(row) }
    : await countUnderValgrind(row);
  counts.set(nameOf(row), count);
});
const countOf = (name: string): Count => counts.get(name) as Count;
const added: Figures = Object.fromEntries(
  rows
    .filter(({ variant }) => variant !== 'plain')
    .map((row) => [
      nameOf(row),
      addedTo(countOf(nameOf({ ...row, variant: 'plain' })), countOf(nameOf(row))),
    ]),
);
if (values.store) store(values.bytes ? withStoredInstructions(added) : added);
const stored = readStored();
const verdicts = Object.entries(added).map(([name, count]) => judge(name, count, stored[name]));
printVerdicts(verdicts);

const unseen: string[] = [];
for (const row of closureRows(chosen)) {
  const name = nameOf(row);
  const bytes = (await countBytes(row)) - countOf(nameOf({ ...row, variant: 'plain' })).bytes;
  const seen = judge(name, { instructions: 0, bytes }, added[name]).faults;
  console.log(
    `${name} with one more closure for each request: ${seen.join() || `NOT SEEN (${bytes} bytes)`}`,
  );
  if (seen.length === 0) unseen.push(name);
}

const failed = verdicts.filter(({ faults }) => faults.length > 0);
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(`\nNode ${platform}, ${seconds} s`);
if (failed.length > 0 || unseen.length > 0) {
  console.error(
    `${failed.length + unseen.length} rows fail. If the cost is wanted, store it: npx --yes pnpm@12 guard --store`,
  );
  process.exitCode = 1;
}

function withStoredInstructions(figures: Figures): Figures {
  const before = readStored();
  return Object.fromEntries(
    Object.entries(figures).map(([name, { bytes }]) => [
      name,
      { instructions: before[name]?.instructions ?? 0, bytes },
    ]),
  );
}
