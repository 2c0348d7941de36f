import { loadavg } from 'node:os';
import { createRandom, shuffle } from '../../../apps/shop/src/random.ts';
import { findCores } from '../cores.ts';
import { type Framework, titleOf } from '../frameworks.ts';
import { type Load, startLoad } from '../measure/load.ts';
import { residentMebibytes } from '../measure/memory.ts';
import { type InstalledNode, installedNode } from '../measure/nodes.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { circumstances, describe } from '../output/circumstances.ts';
import { writeJson } from '../output/json.ts';
import { Progress } from '../output/progress.ts';
import { table } from '../output/table.ts';
import { median } from '../statistics.ts';
import { variantsOn } from '../variants/table.ts';
import { manyPaths } from '../workloads.ts';

/** Memory is read after each of these equal parts of the requests: one figure would not show whether it still grows. */
const parts = 4;
const connections = 32;

interface Row {
  readonly node: string;
  readonly framework: Framework;
  readonly variant: string;
  readonly title: string;
  /** By start, then by part. */
  readonly mebibytes: number[][];
}

/** Prints the memory of each variant after a number of requests over many URLs. */
export async function measureRss(options: BenchOptions): Promise<void> {
  const { requests, frameworks, plan } = options;
  const cores = findCores();
  const loadBefore = loadavg()[0] as number;
  const load = startLoad(cores?.load);
  const nodes = options.nodes.map(installedNode);
  const random = createRandom(options.seed);
  const rows = nodes.flatMap((node) => frameworks.flatMap((framework) => rowsOf(node, framework, options)));
  const progress = new Progress(rows.length * plan.starts);
  try {
    for (let start = 0; start < plan.starts; start++) {
      for (const row of shuffle(random, rows)) {
        const node = nodes.find(({ version }) => version === row.node) as InstalledNode;
        row.mebibytes.push(await measureOne(node, row, options, cores?.server, load));
        progress.step(`Node ${row.node}, ${row.framework}, ${row.variant}`, 1);
      }
    }
  } finally {
    progress.end();
    await load.stop();
  }
  const about = circumstances(cores, loadBefore);
  writeJson(options.json, { about, options, rows });
  console.log(`\n${render(rows, requests)}\n\n${describe(about)} Medians of ${plan.starts} processes.`);
}

function rowsOf({ major, version }: InstalledNode, framework: Framework, { variants }: BenchOptions): Row[] {
  return variantsOn(major, variants)
    .filter(({ inFull }) => inFull)
    .map(({ name, title }) => ({ node: version, framework, variant: name, title, mebibytes: [] }));
}

async function measureOne(
  { binary: node }: InstalledNode,
  { framework, variant }: Row,
  { requests, profiler }: BenchOptions,
  core: number | undefined,
  load: Load,
): Promise<number[]> {
  const server = await startServer({ node, core, framework, variant, profiler, rounds: 1 });
  try {
    const read: number[] = [];
    for (let i = 0; i < parts; i++) {
      const order = { paths: manyPaths, connections, requests: Math.ceil(requests / parts) };
      await load.run({ ...order, port: server.port });
      read.push(residentMebibytes(server.pid));
    }
    return read;
  } finally {
    await server.stop();
  }
}

function render(rows: readonly Row[], requests: number): string {
  const at = (row: Row | undefined, part: number): number =>
    median(row?.mebibytes.map((start) => start[part] as number) ?? []);
  return table(
    [
      'Node',
      'framework',
      'variant',
      ...Array.from(
        { length: parts },
        (_, i) => ` MiB after ${((requests * (i + 1)) / parts).toLocaleString('en')}`,
      ),
      ' over plain',
    ],
    rows.map((row) => {
      const plain = rows.find(
        ({ node, framework, variant }) =>
          node === row.node && framework === row.framework && variant === 'plain',
      );
      const shown = Array.from({ length: parts }, (_, i) => at(row, i).toFixed(0));
      const more = at(row, parts - 1) - at(plain, parts - 1);
      return [row.node, titleOf(row.framework), row.title, ...shown, row === plain ? '' : more.toFixed(0)];
    }),
  );
}
