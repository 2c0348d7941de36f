import { Ajv } from 'ajv';
import fc from 'fast-check';
import schema from 'speedscope/dist/release/file-format-schema.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { functionName } from '../../src/presentation/names.ts';
import type { Window } from '../../src/profile/window.ts';
import { anyWindows, emptyWindow, hostileWindow, shopWindow } from './fixture.ts';
import { stacksOf } from './stacks.ts';
import { written } from './written.ts';

const isValid = new Ajv({ strict: false }).compile(schema);

function expectWhole(window: Window): void {
  const file = JSON.parse(written.speedscope(window));
  isValid(file);
  expect(isValid.errors).toBeNull();
  const { shared, profiles } = file;
  const found = profiles.flatMap(({ name, samples, weights }: never) =>
    (samples as number[][]).map((stack, i) => ({
      part: name,
      names: stack.map((frame) => shared.frames[frame].name),
      weight: weights[i],
    })),
  );
  const expected = stacksOf(window)
    .filter(({ cpuMicros }) => cpuMicros > 0)
    .map(({ part, frames, cpuMicros }) => ({
      part,
      names: [part, ...frames.map(functionName)],
      weight: cpuMicros,
    }));
  const sorted = (stacks: unknown[]) => stacks.map((stack) => JSON.stringify(stack)).sort();
  expect(sorted(found)).toEqual(sorted(expected));
  for (const { endValue, weights } of profiles)
    expect(weights.reduce((sum: number, weight: number) => sum + weight, 0)).toBe(endValue);
}

test("files have the shape that speedscope's own schema asks for, and all of the window's CPU time", () => {
  expectWhole(shopWindow);
  expectWhole(emptyWindow);
  expectWhole(hostileWindow);
  fc.assert(fc.property(anyWindows, expectWhole), { numRuns: 200 });
});

test('the schema detects a wrong file', () => {
  const file = JSON.parse(written.speedscope(shopWindow));
  expect(isValid({ ...file, profiles: [{ ...file.profiles[0], unit: 'fortnights' }] })).toBe(false);
});
