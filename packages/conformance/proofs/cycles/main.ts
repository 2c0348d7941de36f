import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { nodesToProve, type ProvenNode } from '../nodes-to-prove.ts';
import type { CycleFacts, CycleKind } from './facts.ts';
import { type CyclesRun, runCycles } from './run.ts';

// Whether making and closing a profiled app is cheap enough for every case of a test suite, and leaves nothing behind.
// `npx --yes pnpm@12 prove:cycles 20 24` picks Node majors, `--cycles=300` the number. Run it on an idle machine.
const cycles = Number(flag('cycles', '1000'));
const mostMillis = 3;
/** Growth from a tenth of the cycles to all of them, on top of the app's own growth. */
const mostHeapMib = 4;
const mostRssMib = 48;

const faults: string[] = [];
console.log(
  `${cycles} cycles, ${machine}, load ${load()} before\n` +
    'node  cycle of         engine         first ms  median ms  p95 ms  RSS MiB after  heap MiB after  files  listeners',
);
for (const { major, node, engines } of nodesToProve()) {
  const run = async (
    kind: CycleKind,
    engine: ProvenNode['engines'][number],
    shown: string,
  ): Promise<CyclesRun> => {
    const result = await runCycles({ node, kind, engine, measuredAfter: [cycles / 10, cycles] });
    console.log(row(major, kind, shown, result));
    return result;
  };
  const plain = await run('fastify without', 'inspector', 'none');
  for (const engine of engines) {
    for (const kind of ['profiler', 'express', 'fastify'] as const) {
      const result = await run(kind, engine, engine);
      const found = faultsOf(result, kind === 'fastify' ? plain : undefined);
      faults.push(...found.map((fault) => `Node ${major}, ${kind}, ${engine}: ${fault}`));
    }
  }
}
console.log(`load ${load()} after\n${faults.length === 0 ? 'All passed.' : faults.join('\n')}`);
if (faults.length > 0) process.exitCode = 1;

function faultsOf({ facts, medianMillis, warnings }: CyclesRun, plain: CyclesRun | undefined): string[] {
  const grown = (name: keyof CycleFacts): number => growth(facts, name) - growth(plain?.facts ?? [], name);
  const millis = medianMillis - (plain?.medianMillis ?? 0);
  return [
    ...(millis > mostMillis ? [`a cycle takes ${millis.toFixed(1)} ms more`] : []),
    ...(grown('heapMib') > mostHeapMib ? [`${grown('heapMib').toFixed(1)} MiB of heap are kept`] : []),
    ...(grown('rssMib') > mostRssMib ? [`RSS grew by ${grown('rssMib').toFixed(1)} MiB more`] : []),
    ...(['openFiles', 'listeners', 'resources'] as const).flatMap((name) =>
      growth(facts, name) <= 0 ? [] : [`${name} grew by ${growth(facts, name)}`],
    ),
    ...warnings,
  ];
}

function growth(facts: readonly CycleFacts[], name: keyof CycleFacts): number {
  return (facts.at(-1)?.[name] ?? 0) - (facts[0]?.[name] ?? 0);
}

function row(major: number, kind: string, engine: string, run: CyclesRun): string {
  const after = (name: keyof CycleFacts, digits: number): string =>
    run.facts.map((each) => each[name].toFixed(digits)).join(' → ');
  return [
    String(major).padEnd(4),
    kind.padEnd(15),
    engine.padEnd(13),
    run.firstMillis.toFixed(1).padStart(8),
    run.medianMillis.toFixed(2).padStart(9),
    run.p95Millis.toFixed(2).padStart(6),
    after('rssMib', 0).padStart(13),
    after('heapMib', 1).padStart(14),
    after('openFiles', 0).padStart(5),
    after('listeners', 0).padStart(9),
  ].join('  ');
}
