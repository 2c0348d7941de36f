import { availableParallelism, cpus, loadavg } from 'node:os';
import { proveKills } from '../packages/conformance/src/store/kills.ts';

// Whether profiles in a directory last: `npx pnpm@12 prove:store kills 1000`, …
const proofs: Record<string, (given: readonly number[]) => Promise<void>> = {
  async kills([rounds = 1_000]) {
    const figures = await proveKills(rounds, ({ rounds, wrong }) => {
      if (rounds % 50 === 0) console.log(`${rounds} rounds, load ${load()}: ${wrong.length} wrong`);
    });
    const { wrong, ...counts } = figures;
    table(counts);
    judge(wrong);
  },
};

const [proof = '', ...numbers] = process.argv.slice(2);
const run = proofs[proof];
if (run === undefined) {
  throw new Error(`Say what to prove: ${Object.keys(proofs).join(', ')}.`);
}
console.log(
  `${proof}: Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model}, load ${load()}`,
);
await run(numbers.map(Number));

function load(): string {
  return (loadavg()[0] as number).toFixed(1);
}

function table(figures: object): void {
  for (const [name, value] of Object.entries(figures)) {
    console.log(`${name.padEnd(24)} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`);
  }
}

function judge(wrong: readonly string[]): void {
  console.log(wrong.length === 0 ? 'Nothing wrong.' : `${wrong.length} wrong, such as:`);
  for (const sentence of wrong.slice(0, 20)) console.log(`  ${sentence}`);
  if (wrong.length > 0) process.exitCode = 1;
}
