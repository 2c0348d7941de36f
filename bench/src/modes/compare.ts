import { loadavg } from 'node:os';
import { findCores } from '../cores.ts';
import { measureCell } from '../measure/cell.ts';
import { figuresOfCell } from '../measure/figures.ts';
import { startLoad } from '../measure/load.ts';
import { calibrateOn, type InstalledNode, installedNode } from '../measure/nodes.ts';
import { latencySettlingMillis, type Plan, warmUpMillis } from '../measure/plan.ts';
import type { Start } from '../measure/start.ts';
import type { BenchOptions } from '../options.ts';
import { circumstances, describe } from '../output/circumstances.ts';
import { type MeasuredCell, remarks, renderCells, summaryOf } from '../output/comparison.ts';
import { writeJson } from '../output/json.ts';
import { Progress } from '../output/progress.ts';
import { slicesOfBase } from '../rounds.ts';
import { variantsOn } from '../variants/table.ts';
import type { Variant } from '../variants/variant.ts';

/** Compares the variants, and prints and writes the result. */
export async function compare(options: BenchOptions): Promise<void> {
  const nodes = options.nodes.map(installedNode);
  const cores = findCores();
  const loadBefore = loadavg()[0] as number;
  const load = startLoad(cores?.load);
  const progress = new Progress(totalMillis(options));
  const cells: MeasuredCell[] = [];
  const failures: string[] = [];
  const write = (): void =>
    writeJson(options.json, { about: circumstances(cores, loadBefore), options, nodes, failures, cells });

  const fail = (failure: string): void => {
    failures.push(failure);
    progress.say(failure);
    process.exitCode = 1;
  };
  const measure = async (node: InstalledNode, workRounds: number, where: Where): Promise<void> => {
    const variants = variantsOn(node.major, options.variants);
    const onSlice = (millis: number): void => progress.step(titleOf(node, where), millis);
    const { profiler, plan, seed } = options;
    const starts = await measureCell(
      { ...where, node: node.binary, cores, load, variants, profiler, workRounds, plan, onSlice },
      seed,
    );
    const silent = silentIn(starts);
    for (const [variant, reason] of silent) fail(`${titleOf(node, where)}, ${variant}: ${reason}`);
    const names = variants.map(({ name }) => name).filter((name) => !silent.has(name));
    cells.push({ major: node.major, ...where, figures: figuresOfCell(starts, names), starts });
    progress.say(summaryOf(cells.at(-1) as MeasuredCell));
  };

  try {
    for (const node of nodes) {
      const workRounds = await calibrateOn(node.binary, cores?.server);
      for (const where of cellsOf(options)) {
        try {
          await measure(node, workRounds, where);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          fail(`${titleOf(node, where)}: ${reason}`);
        }
        write();
      }
      const here = cells.filter(({ major }) => major === node.major);
      if (here.length > 0) console.log(`\nNode ${node.version}\n\n${renderCells(here)}\n\n${remarks(here)}`);
    }
  } finally {
    progress.end();
    await load.stop();
  }
  write();
  console.log(`\n${describe(circumstances(cores, loadBefore))}\n${planOf(options)}`);
  console.log(`Every slice is in ${options.json}`);
  for (const failure of failures) console.log(`Failed: ${failure}`);
}

type Where = Pick<MeasuredCell, 'framework' | 'workload'>;

function titleOf({ version }: InstalledNode, { framework, workload }: Where): string {
  return `Node ${version}, ${framework}, ${workload}`;
}

/** The peers that recorded nothing in some start, and why: what they cost was not measured. */
function silentIn(starts: readonly Start[]): Map<string, string> {
  const silent = new Map<string, string>();
  for (const { recorded } of starts)
    for (const [variant, found] of recorded) if (typeof found === 'string') silent.set(variant, found);
  return silent;
}

function cellsOf({ frameworks, workloads }: BenchOptions): Where[] {
  return frameworks.flatMap((framework) => workloads.map((workload) => ({ framework, workload })));
}

function totalMillis(options: BenchOptions): number {
  const perNode = options.nodes.map((major) =>
    startMillis(options.plan, variantsOn(major, options.variants)),
  );
  return perNode.reduce((sum, millis) => sum + millis, 0) * options.plan.starts * cellsOf(options).length;
}

function startMillis(plan: Plan, variants: readonly Variant[]): number {
  const full = variants.filter(({ inFull }) => inFull).length;
  const more = slicesOfBase - 1;
  return (
    variants.length * warmUpMillis +
    (variants.length + more) * (plan.settlingRounds + plan.rounds) * plan.sliceMillis +
    (full + more) * plan.latencyRounds * (latencySettlingMillis + plan.latencyMillis)
  );
}

function planOf({ plan, profiler }: BenchOptions): string {
  const { starts, rounds, settlingRounds, sliceMillis, latencyRounds, latencyMillis } = plan;
  return [
    `${starts} starts of all processes, with ${rounds} rounds each of slices of ${sliceMillis} ms of plain's CPU,`,
    `after ${settlingRounds} rounds that are not counted,`,
    `and ${latencyRounds} of ${latencyMillis} ms for p99 at half load. Intervals: 95 %, bootstrap of starts and of`,
    `rounds within them. Options of the profiler: ${Object.keys(profiler).length > 0 ? JSON.stringify(profiler) : 'defaults'}.`,
  ].join(' ');
}
