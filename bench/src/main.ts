import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { nodeBinary } from '../../packages/conformance/src/node-binaries.ts';
import { findCores } from './cores.ts';
import { startLoad } from './measure/load.ts';
import { measureNode, stepsOf } from './measure/node.ts';
import { type BenchOptions, help, parseOptions } from './options.ts';
import { circumstances } from './output/circumstances.ts';
import { Progress } from './output/progress.ts';
import { writeReadme } from './output/readme.ts';
import { renderResult } from './output/result.ts';
import { prepare } from './prepare.ts';
import { profileSelf } from './self/run.ts';

const options = readOptions();
prepare();
if (options.profileSelf) await profileSelf(options);
else await measure(options);

async function measure({ nodes, ...rest }: BenchOptions): Promise<void> {
  const cores = findCores();
  const loadBefore = loadavg()[0] as number;
  const load = startLoad(cores?.load);
  const progress = new Progress(nodes.reduce((sum, major) => sum + stepsOf(major, { nodes, ...rest }), 0));
  const parts: string[] = [];
  try {
    for (const major of nodes) {
      const node = nodeBinary(major);
      if (node === undefined) {
        parts.push(`### Node ${major}\n\nNot installed here.`);
        continue;
      }
      const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
      const result = await measureNode(node, version, { nodes, ...rest }, cores, load, progress);
      progress.end();
      parts.push(renderResult(result));
      console.log(`\n${parts.at(-1)}`);
    }
  } finally {
    progress.end();
    await load.stop();
  }
  const about = circumstances({ nodes, ...rest }, cores, loadBefore);
  console.log(`\n${about}`);
  if (rest.write) writeReadme([about, ...parts].join('\n\n'));
}

function readOptions(): BenchOptions {
  try {
    const parsed = parseOptions(process.argv.slice(2));
    if (parsed !== 'help') return parsed;
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\n${help}`);
    process.exit(1);
  }
}
