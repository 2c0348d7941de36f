import { load, machine } from '../machine.ts';
import { proveBrokenDisk } from './broken-disk.ts';
import { proveCrowd } from './crowd.ts';
import { proveKills } from './kills.ts';
import { measureDay, measureFiles, measureMerges } from './scale.ts';

// Whether profiles in a directory are safe. `npx --yes pnpm@12 prove:store kills 1000`: rounds; `crowd 60`: seconds;
// `disk`; `scale 24`: hours of eight workers, as files of a minute.
const proofs: Record<string, (given: readonly number[]) => Promise<void>> = {
  async kills([rounds = 1_000]) {
    const { wrong, ...counts } = await proveKills(rounds, (figures) => {
      if (figures.rounds % 50 === 0) {
        console.log(`${figures.rounds} rounds, load ${load()}, ${figures.wrong.length} wrong`);
      }
    });
    list(counts);
    judge(wrong);
  },
  async crowd([seconds = 60]) {
    const { wrong, ...counts } = await proveCrowd(seconds);
    list(counts);
    judge(wrong);
  },
  async disk() {
    await proveBrokenDisk(({ wrong, ...figures }) => {
      list(figures);
      judge(wrong);
    });
  },
  async scale([hours = 24]) {
    for (const row of measureFiles()) list(row);
    measureMerges([125, 250, 500, 1_000], list);
    await measureDay(hours, list, (bytes) => list({ megabytesPerWorkerAndDay: bytes / 1024 / 1024 }));
  },
};

const [name = '', ...numbers] = process.argv.slice(2);
const proof = proofs[name];
if (proof === undefined) throw new Error(`Say what to prove: ${Object.keys(proofs).join(', ')}.`);
console.log(`${name}: Node ${process.versions.node}, ${machine}, load ${load()} before`);
await proof(numbers.map(Number));
console.log(`load ${load()} after`);

/** Prints figures with their names on one line. */
function list(figures: object): void {
  const cells = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`,
  );
  console.log(cells.join(', '));
}

function judge(wrong: readonly string[]): void {
  console.log(wrong.length === 0 ? 'Nothing wrong.' : `${wrong.length} wrong, such as:`);
  for (const sentence of wrong.slice(0, 20)) console.log(`  ${sentence}`);
  if (wrong.length > 0) process.exitCode = 1;
}
