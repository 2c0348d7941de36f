import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Window } from '../../src/profile/window.ts';
import { anyWindows, emptyWindow, hostileWindow, shopWindow } from './fixture.ts';
import { stacksOf, sum } from './stacks.ts';
import { written } from './written.ts';

interface Line {
  readonly stack: string[];
  readonly weight: number;
}

/** The way `flamegraph.pl` reads a line. */
function read(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, stack = '', weight] = /^(.*)\s+?(\d+(?:\.\d*)?)$/.exec(line) ?? [];
      return { stack: stack.split(';'), weight: Number(weight) };
    });
}

function expectWhole(window: Window): void {
  const lines = read(written.folded(window));
  const stacks = stacksOf(window).filter(({ cpuMicros }) => cpuMicros > 0);
  const shape = (weight: number, depth: number) => `${weight} at ${depth}`;
  expect(lines.map(({ stack, weight }) => shape(weight, stack.length)).sort()).toEqual(
    stacks.map(({ frames, cpuMicros }) => shape(cpuMicros, frames.length + 1)).sort(),
  );
  expect(sum(lines, ({ weight }) => weight)).toBe(sum(stacks, ({ cpuMicros }) => cpuMicros));
}

test('a line for each stack, with its CPU time', () => {
  expectWhole(shopWindow);
  expect(read(written.folded(shopWindow))).toContainEqual({
    stack: [
      'POST /orders',
      'handle (node:internal/http:3:1)',
      'handle (/app/node_modules/express/lib/router/layer.js:152:7)',
      'visit (/app/src/walk.js:25:17)',
      'walk (/app/src/walk.js:5:17)',
    ],
    weight: 8_000,
  });
});

test('an empty profile gives no lines', () => expect(written.folded(emptyWindow)).toBe(''));

test('hostile names do not break lines or stacks', () => {
  expectWhole(hostileWindow);
  fc.assert(fc.property(anyWindows, expectWhole), { numRuns: 200 });
});
