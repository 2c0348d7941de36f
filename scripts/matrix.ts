import { spawnSync } from 'node:child_process';
import {
  framesOnNode22,
  type NodeMajor,
  nodeBinary,
  nodeMajors,
} from '../packages/conformance/src/node-binaries.ts';
import { root } from './packages.ts';

// Runs the tests once for each Node major: `npx --yes pnpm@12 matrix 20 26` picks some of them.
// `--short` leaves out tests that hardly depend on the Node version, because CI has little time.
const isShort = process.argv.includes('--short');
const given = process.argv.slice(2).filter((word) => word !== '--short');
const everywhere = ['/targets/http.', '/labels.', '/idle.', '/operations/http.', '/operations/sqlite.'];
/** Node 22 has the engine of Node 20, and Node 26 that of Node 24: what they count is tried there. */
const engines = ['20', '24'];
const ofEachEngine = ['/truth/'];
/**
 * Only Node 20 has load hooks in a thread. It has no AsyncContextFrame, as Node 22; on Node 26, requests are followed as
 * on Node 24.
 */
const onNode20 = [
  '/operations/',
  '/latency.',
  '/targets/outside-express5.',
  '/cycles.',
  '/targets/outside-hono4.',
  '/run.',
  '/kept-at-the-end.',
  '/own-profiler.',
  '/kinds-of-servers.',
];
const known = [...nodeMajors.map(String), framesOnNode22];
const unknown = given.filter((name) => !known.includes(name));
const here = nodeMajors.filter(isHere).map(String);
// With context frames, Node 22 runs what Node 24 runs: CI has no time for that.
const all = here.includes('22') && !isShort ? [...here, framesOnNode22] : here;
const names = given.length > 0 ? given : all;
if (unknown.length > 0) {
  console.error(`No such Node here: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(1);
}

const failed: string[] = [];

function isHere(major: NodeMajor): boolean {
  const found = nodeBinary(major) !== undefined;
  if (!found) console.log(`Node ${major} is not installed here: not tried`);
  return found;
}

function shortOn(major: string): readonly string[] {
  const parts = [
    ...everywhere,
    ...(engines.includes(major) ? ofEachEngine : []),
    ...(major === '20' ? onNode20 : []),
  ];
  return parts.map((part) => `packages/conformance/test${part}`);
}

for (const major of names) {
  console.log(`\nServers under test on Node ${major}`);
  const words = [
    'run',
    '--project',
    'conformance*',
    '--project',
    'truth',
    ...(isShort ? shortOn(major) : []),
  ];
  const { status } = spawnSync('vitest', words, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ROUTEPROF_NODE: major, ...(isShort ? {} : { ROUTEPROF_FULL: 'true' }) },
  });
  if (status !== 0) failed.push(major);
}

if (failed.length > 0) {
  console.error(`\nFailed on Node ${failed.join(', ')}`);
  process.exitCode = 1;
}
