import { loadavg } from 'node:os';
import { findCores } from '../cores.ts';
import { type Load, startLoad } from '../measure/load.ts';
import { type InstalledNode, installedNode } from '../measure/nodes.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { circumstances, describe } from '../output/circumstances.ts';
import { writeJson } from '../output/json.ts';
import { Progress } from '../output/progress.ts';
import { renderTruth } from '../output/truth.ts';
import type { Stack } from '../peers/read/stacks.ts';
import { readerOf } from '../peers/read/table.ts';
import { stacksOfFile } from '../peers/read/window.ts';
import { judge, type TruthRow } from '../truth/judge.ts';
import { knownPaths } from '../truth/known.ts';
import { variantsOn } from '../variants/table.ts';
import type { Variant } from '../variants/variant.ts';

/** More than one request of each route is always under way. */
const connections = 9;

/** Prints how far each profiler is from CPU that is known: by function, by route, and before and after an `await`. */
export async function measureTruth(options: BenchOptions): Promise<void> {
  const cores = findCores();
  const loadBefore = loadavg()[0] as number;
  const load = startLoad(cores?.load);
  const rows: TruthRow[] = [];
  const failures: string[] = [];
  const all = options.nodes.map(installedNode).flatMap((node) =>
    variantsOn(node.major, options.variants)
      .filter(({ name, records, isPeer }) => records || (isPeer && readerOf(name).stacks))
      .map((variant) => ({ node, variant })),
  );
  const progress = new Progress(all.length);
  try {
    for (const { node, variant } of all) {
      try {
        rows.push(await measureOne(node, variant, options, load));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.push(`Node ${node.version}, ${variant.name}: ${reason}`);
        progress.say(failures.at(-1) as string);
        process.exitCode = 1;
      }
      progress.step(variant.name, 1);
      const about = circumstances(cores, loadBefore);
      writeJson(options.json, { mode: 'truth', about, options, failures, rows });
    }
  } finally {
    progress.end();
    await load.stop();
  }
  console.log(`\n${renderTruth(rows)}\n\n${describe(circumstances(cores, loadBefore))}`);
}

async function measureOne(
  { binary: node, version }: InstalledNode,
  { name: variant, title, isPeer }: Variant,
  { seconds, profiler }: BenchOptions,
  load: Load,
): Promise<TruthRow> {
  const program = { program: 'truth/server.js', keepsAll: true, framework: 'express', rounds: 1 };
  const server = await startServer({ node, core: findCores()?.server, variant, profiler, ...program });
  try {
    const { requests } = await load.run({
      port: server.port,
      paths: knownPaths,
      connections,
      millis: seconds * 1000,
    });
    const burnt = await server.ask('burnt', 0);
    const stacks: readonly Stack[] = isPeer
      ? ((await readerOf(variant).stacks?.(await server.end())) ?? [])
      : await stacksOfFile(await server.download('pprof'));
    const judgement = judge(stacks, burnt);
    if (judgement.samples === 0) throw new Error('there is no sample of a function whose CPU is known');
    return { node: version, variant, title, requests, seconds, judgement };
  } finally {
    await server.stop();
  }
}
