import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProfileJson } from '../../src/export/profile-json.ts';
import { readCpuProfile } from '../../src/export/read-cpuprofile.ts';
import type { Window } from '../../src/profile/window.ts';
import { cpuProfileFaults } from './cpuprofile-schema.ts';
import { anyWindows, emptyWindow, hostileWindow, shopWindow } from './fixture.ts';
import { type Stack, stacksOf, sum } from './stacks.ts';
import { written } from './written.ts';

/** What is written of each stack: time on the loop, or CPU time in a file that has nothing else. */
function weightsOf(window: Window): (stack: Stack) => number {
  const hasWall = stacksOf(window).some(({ wallMicros }) => wallMicros > 0);
  return ({ wallMicros, cpuMicros }) => (hasWall ? wallMicros : cpuMicros);
}

/** Equal for windows with the same weights on the same stacks, however frames and nodes are numbered. */
function contentOf(window: Window): unknown {
  const weightOf = weightsOf(window);
  const stacks = stacksOf(window).map((stack) =>
    JSON.stringify([
      stack.part,
      stack.frames.map((frame) => ({ ...frame, name: frame.name || '(anonymous)' })),
      stack.samples,
      weightOf(stack),
    ]),
  );
  return { stacks: stacks.sort(), idleMicros: window.runtime.idleMicros };
}

/** Of windows that other processes may have made: one node for each stack. */
function expectBack(window: Window): void {
  const text = written.cpuProfile(window);
  const profile = JSON.parse(text);
  expect(cpuProfileFaults(profile)).toEqual([]);
  const back = readCpuProfile(parseProfileJson(text));
  expect(contentOf(back)).toEqual(contentOf(window));
  expect(back.elapsedMicros).toBe(sum(stacksOf(window), weightsOf(window)) + window.runtime.idleMicros);
  expect(back.elapsedMicros).toBe(profile.endTime - profile.startTime);
  for (const { wallMicros, cpuMicros } of stacksOf(back)) expect(cpuMicros).toBe(wallMicros);
}

describe('a .cpuprofile has the shape of Chrome’s protocol, and comes back with the same trees and weights', () => {
  test('with recursion, equal names and time in no function', () => expectBack(shopWindow));
  test('with hostile names', () => expectBack(hostileWindow));
  test('with nothing', () => expectBack(emptyWindow));
  test('with nothing but CPU time of the collector', () =>
    expectBack({ ...emptyWindow, runtime: { ...emptyWindow.runtime, gcCpuMicros: 1 } }));
  test('of any window', () => {
    fc.assert(fc.property(anyWindows, expectBack), { numRuns: 200 });
  });
});

test('the shape check detects a wrong file', () => {
  const profile = JSON.parse(written.cpuProfile(shopWindow));
  expect(cpuProfileFaults({ ...profile, samples: ['1'] })).toHaveLength(1);
  expect(cpuProfileFaults({ ...profile, more: 1 })).toHaveLength(1);
  const [, { id: _id, ...node }] = profile.nodes;
  expect(cpuProfileFaults({ ...profile, nodes: [node] })).toHaveLength(1);
});

test('writing what was read gives the same bytes', () => {
  const once = readCpuProfile(parseProfileJson(written.cpuProfile(shopWindow)));
  const twice = readCpuProfile(parseProfileJson(written.cpuProfile(once)));
  expect(written.cpuProfile(twice)).toBe(written.cpuProfile(once));
});

test('lines and columns are from 0, files are URLs', () => {
  const { nodes } = JSON.parse(written.cpuProfile(shopWindow));
  const callFrames = nodes.map(
    ({ callFrame: { scriptId: _, ...callFrame } }: { callFrame: { scriptId: string } }) => callFrame,
  );
  expect(callFrames).toContainEqual({
    functionName: 'drain',
    url: 'file:///C:/apps/my%20shop%231/100%25.js',
    lineNumber: 8,
    columnNumber: 1,
  });
  expect(callFrames).toContainEqual({
    functionName: 'GET /orders/:id',
    url: 'routeprof:route',
    lineNumber: -1,
    columnNumber: -1,
  });
  expect(callFrames).toContainEqual({
    functionName: 'stringify',
    url: '',
    lineNumber: -1,
    columnNumber: -1,
  });
});
