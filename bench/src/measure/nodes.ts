import { execFileSync } from 'node:child_process';
import { type NodeMajor, nodeBinary } from '../../../packages/conformance/src/node-binaries.ts';
import { workMicros } from '../workloads.ts';
import { startServer } from './server.ts';

/** A Node line that is installed here. */
export interface InstalledNode {
  readonly major: NodeMajor;
  readonly binary: string;
  readonly version: string;
}

/** @throws for a line that is not installed. */
export function installedNode(major: NodeMajor): InstalledNode {
  const binary = nodeBinary(major);
  if (binary === undefined) throw new Error(`Node ${major} is not installed here.`);
  return {
    major,
    binary,
    version: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().slice(1),
  };
}

/** How many rounds of work take as long as the work handler should, on this Node, without a profiler. */
export async function calibrateOn(node: string, core: number | undefined): Promise<number> {
  const plain = { framework: 'http', variant: 'plain', profiler: {}, rounds: 1 };
  const server = await startServer({ node, core, ...plain });
  try {
    return await server.ask('rounds', workMicros);
  } finally {
    await server.stop();
  }
}
