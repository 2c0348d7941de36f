import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Node majors that routeprof supports. */
export const nodeMajors = [20, 22, 24, 26] as const;

export type NodeMajor = (typeof nodeMajors)[number];

// 24 is the repository's own Node, on every platform; the others are optional and exist for Linux on x64 only.
const packageOf: Record<NodeMajor, string> = { 20: 'node20', 22: 'node22', 24: 'node', 26: 'node26' };

const { resolve } = createRequire(import.meta.url);

/**
 * Where the binary of a Node major is.
 *
 * @returns an absolute path, or `undefined` where this machine has no such binary.
 * @throws in CI, where a missing binary would quietly shrink what is tested.
 */
export function nodeBinary(major: NodeMajor): string | undefined {
  const name = packageOf[major];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const binary = join(dirname(resolve(`${name}/package.json`)), 'bin', file);
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed: reported below.
  }
  if (process.env.CI) {
    throw new Error(
      `No binary of Node ${major}: package "${name}" is not installed. Run: npx --yes pnpm@12 install`,
    );
  }
  return undefined;
}

/** `ROUTEPROF_NODE` for Node 22 with `--experimental-async-context-frame`, where the engine of Node 24 runs. */
export const framesOnNode22 = '22-frames';
const framesBinary = fileURLToPath(new URL('../bin/node22-frames', import.meta.url));

/**
 * The binary of the chosen Node, which runs the servers under test.
 *
 * @throws if this machine does not have it, because the tests would then run on another Node.
 */
export function chosenBinary(): string {
  const major = chosenNode();
  const binary = nodeBinary(major);
  if (binary !== undefined) return process.env.ROUTEPROF_NODE === framesOnNode22 ? framesBinary : binary;
  throw new Error(
    `There is no Node ${major} here: it is installed only on Linux for x64. Unset ROUTEPROF_NODE, or set it to 24.`,
  );
}

/** Whether the chosen Node has AsyncContextFrame, which the async-context engine needs. */
export function hasContextFrames(): boolean {
  return process.env.ROUTEPROF_NODE === framesOnNode22 || chosenNode() >= 24;
}

/**
 * The major whose binary runs the servers under test: of `ROUTEPROF_NODE`, or 24.
 *
 * @throws when `ROUTEPROF_NODE` is neither a supported major nor `22-frames`.
 */
export function chosenNode(): NodeMajor {
  const given = process.env.ROUTEPROF_NODE ?? '24';
  if (given === framesOnNode22) return 22;
  const major = nodeMajors.find((known) => String(known) === given);
  if (major === undefined) {
    throw new Error(
      `ROUTEPROF_NODE is "${given}"; it may be one of ${nodeMajors.join(', ')}, ${framesOnNode22}`,
    );
  }
  return major;
}
