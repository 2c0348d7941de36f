import { execFileSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { chosenBinary, chosenNode, framesOnNode22, nodeBinary, nodeMajors } from '../src/node-binaries.ts';

test.for(nodeMajors)('the binary of Node %i is that major', (major, { skip }) => {
  const binary = nodeBinary(major);
  if (!binary) return skip('not installed on this platform');
  expect(execFileSync(binary, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
});

test('an unknown major in ROUTEPROF_NODE is an error that names the known ones', () => {
  vi.stubEnv('ROUTEPROF_NODE', '18');
  expect(chosenNode).toThrow('ROUTEPROF_NODE is "18"; it may be one of 20, 22, 24, 26, 22-frames');
  vi.unstubAllEnvs();
});

test('Node 22 with context frames has the flag', ({ skip }) => {
  if (nodeBinary(22) === undefined) return skip('not installed on this platform');
  vi.stubEnv('ROUTEPROF_NODE', framesOnNode22);
  const printed = execFileSync(chosenBinary(), ['-p', 'process.version + process.execArgv'], {
    encoding: 'utf8',
  });
  expect(printed).toMatch(/^v22\..*--experimental-async-context-frame/);
  vi.unstubAllEnvs();
});
