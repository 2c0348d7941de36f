import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCallgrindAnnotate } from '../../../../scripts/find-valgrind.ts';
import { fileLabel, functionLabel, positionLabel } from '../../src/export/frame-label.ts';
import { visibleName } from '../../src/presentation/visible-text.ts';
import type { Window } from '../../src/profile/window.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { anyWindows, emptyWindow, hostileWindow, shopWindow } from './fixture.ts';
import { type SelfAndTotal, type Stack, selfAndTotals, stacksOf, sum } from './stacks.ts';
import { written } from './written.ts';

let folder: string;
let callgrindAnnotate: string;
beforeAll(() => {
  callgrindAnnotate = findCallgrindAnnotate();
  folder = mkdtempSync(join(tmpdir(), 'callgrind-'));
}, 300_000);
afterAll(() => folder && rmSync(folder, { recursive: true }));

interface Annotated {
  /** CPU time, wall time, samples. */
  readonly totals: number[];
  readonly functions: Map<string, number[]>;
}

const row = /^ *([\d,]+) +([\d,]+) +([\d,]+) {2}(.+)$/;

/** A file as read by Valgrind's own reader. */
function annotate(text: string, inclusive: boolean): Annotated {
  writeFileSync(join(folder, 'callgrind.out'), text);
  const options = [
    '--threshold=100',
    '--auto=no',
    '--show-percs=no',
    `--inclusive=${inclusive ? 'yes' : 'no'}`,
  ];
  const output = execFileSync(callgrindAnnotate, [...options, 'callgrind.out'], {
    cwd: folder,
    encoding: 'utf8',
    // Warnings of malformed lines come here.
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 150_000,
  });
  const rows = output.split('\n').flatMap((line) => {
    const [, ...cells] = row.exec(line) ?? [];
    const name = cells.pop();
    return name === undefined ? [] : [[name, cells.map((cell) => Number(cell.replaceAll(',', '')))] as const];
  });
  const [[, totals] = ['', []], ...functions] = rows;
  return { totals, functions: new Map(functions) };
}

const kinds = ['cpuMicros', 'wallMicros', 'samples'] as const;

function expected(stacks: readonly Stack[], value: keyof SelfAndTotal): Map<string, number[]> {
  const names = stacks.map(namesOf);
  const byKind = kinds.map((kind) =>
    selfAndTotals(stacks.map((stack, i) => ({ names: names[i] as string[], weight: stack[kind] }))),
  );
  return new Map(
    [...(byKind[0]?.keys() ?? [])].map((name) => [
      name,
      byKind.map((found) => found.get(name)?.[value] ?? 0),
    ]),
  );
}

const labels = new Map<Frame, string>();

function labelOf(frame: Frame): string {
  const place = positionLabel(frame);
  const label =
    labels.get(frame) ?? `${fileLabel(frame) || '(native)'}:${functionLabel(frame)}${place && ` ${place}`}`;
  labels.set(frame, label);
  return label;
}

function namesOf({ part, frames }: Stack): string[] {
  const top = `${part.startsWith('(') ? '(runtime)' : '(route)'}:${visibleName(part).trim()}`;
  return [top, ...frames.map(labelOf)];
}

function expectSame(window: Window): void {
  const text = written.callgrind(window);
  const stacks = stacksOf(window);
  const totals = kinds.map((kind) => sum(stacks, (stack) => stack[kind]));
  const self = annotate(text, false);
  expect(self.functions).toEqual(expected(stacks, 'self'));
  expect(self.totals).toEqual(totals);
  // Its totals are the file's; these are its own sum.
  expect(kinds.map((_, i) => sum(self.functions.values(), (costs) => costs[i] ?? 0))).toEqual(totals);
  expect(annotate(text, true).functions).toEqual(expected(stacks, 'total'));
}

describe('callgrind_annotate finds our self and inclusive costs', () => {
  test('with recursion, equal names and time in no function', () => expectSame(shopWindow));
  test('with hostile names', () => expectSame(hostileWindow));
  test('with nothing', () => expectSame(emptyWindow));
  test('in any window', () => {
    fc.assert(fc.property(anyWindows, expectSame), { numRuns: 25 });
  });
});

test('the same window gives the same text', () => {
  expect(written.callgrind(shopWindow)).toBe(written.callgrind(structuredClone(shopWindow)));
});
