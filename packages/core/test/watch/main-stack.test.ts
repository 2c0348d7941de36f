import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { CpuProfile } from '../../src/sample/inspector-profile.ts';
import { stackIn } from '../../src/watch/main-stack.ts';

type Node = readonly [name: string, url: string, ...children: number[]];

function profile(nodes: readonly Node[], samples: readonly number[]): CpuProfile {
  return {
    nodes: nodes.map(([functionName, url, ...children], i) => ({
      id: i + 1,
      callFrame: { functionName, url, scriptId: String(i), lineNumber: i, columnNumber: 0 },
      children,
    })),
    startTime: 0,
    endTime: 1_000,
    samples,
    timeDeltas: samples.map(() => 10),
  };
}

test('the stack of most samples, innermost first, without the profiler’s own functions', () => {
  const nodes: Node[] = [
    ['(root)', '', 2, 7],
    ['parserOnIncoming', 'node:http', 3],
    ['routeprof:own', 'file:///p/index.js', 4],
    ['routeprof:app', 'file:///p/index.js', 5, 6],
    ['checkMail', 'file:///app/mail.js'],
    ['other', 'file:///app/other.js'],
    ['(idle)', ''],
  ];
  expect(stackIn(profile(nodes, [5, 5, 6, 7, 7, 7, 7])).stack).toEqual([
    { name: 'checkMail', file: '/app/mail.js', line: 5, column: 1 },
    { name: 'parserOnIncoming', file: 'node:http', line: 2, column: 1 },
  ]);
});

test('it ends where most samples do not go deeper', () => {
  const nodes: Node[] = [
    ['(root)', '', 2],
    ['loop', 'file:///app/loop.js', 3, 4],
    ['a', 'file:///app/a.js'],
    ['b', 'file:///app/b.js'],
  ];
  expect(stackIn(profile(nodes, [2, 2, 2, 3, 4])).stack.map(({ name }) => name)).toEqual(['loop']);
});

test('no stack without samples of JavaScript', () => {
  expect(
    stackIn(
      profile(
        [
          ['(root)', '', 2],
          ['(program)', ''],
        ],
        [2, 2],
      ),
    ),
  ).toEqual({ stack: [], line: 0 });
  expect(stackIn(profile([], []))).toEqual({ stack: [], line: 0 });
});

test('and the line of the innermost call that most samples were in', () => {
  const nodes: Node[] = [
    ['(root)', '', 2],
    ['checkMail', 'file:///app/mail.js'],
  ];
  const made = profile(nodes, [2, 2]);
  const positionTicks = [
    { line: 3, ticks: 1 },
    { line: 7, ticks: 2 },
  ];
  expect(
    stackIn({ ...made, nodes: made.nodes.map((node) => (node.id === 2 ? { ...node, positionTicks } : node)) })
      .line,
  ).toBe(7);
});

test('a question that nobody waits for any more has not failed', async () => {
  const worker = new Worker(new URL('./cancelled-question.ts', import.meta.url));
  const [failures] = await once(worker, 'message');
  expect(failures).toEqual([]);
  await worker.terminate();
});
