import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProfileJson } from '../../src/export/profile-json.ts';
import { readCpuProfile } from '../../src/export/read-cpuprofile.ts';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import type { Window } from '../../src/profile/window.ts';
import { shopWindow } from './fixture.ts';
import { stacksOf, sum } from './stacks.ts';
import { written } from './written.ts';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly hitCount?: number;
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const callFrame = (functionName: string, url = 'file:///a.js') => ({
  functionName,
  scriptId: '0',
  url,
  lineNumber: 0,
  columnNumber: 0,
});

/** `a` calls `b`; beside them what V8 has of its own. */
const small = {
  nodes: [
    { id: 1, callFrame: callFrame('(root)', ''), children: [2, 4, 5, 6] },
    { id: 2, callFrame: callFrame('a'), children: [3] },
    { id: 3, callFrame: callFrame('b') },
    { id: 4, callFrame: callFrame('(idle)', '') },
    { id: 5, callFrame: callFrame('(garbage collector)', '') },
    { id: 6, callFrame: callFrame('(program)', '') },
  ],
  startTime: 1_000,
  endTime: 2_000,
  samples: [2, 3, 4, 5, 6, 3],
  timeDeltas: [10, 20, 30, 40, 50, 60],
};

/** Time by stack, in the background. */
function weights(window: Window): Record<string, number> {
  return Object.fromEntries(
    stacksOf(window)
      .filter(({ wallMicros }) => wallMicros > 0)
      .map(({ part, frames, wallMicros }) => [
        [part, ...frames.map(({ name }) => name)].join(' '),
        wallMicros,
      ]),
  );
}

function read(profile: unknown): Window {
  return readCpuProfile(parseProfileJson(JSON.stringify(profile)));
}

describe('weights', () => {
  test('are the time to the next sample, for the last one to the end', () => {
    const window = read(small);
    expect(weights(window)).toEqual({
      '(background) (unsampled)': 10,
      '(background) a': 20,
      '(background) a b': 30 + 790,
      '(garbage collector)': 50,
      '(background) (program)': 60,
    });
    expect(window.runtime.idleMicros).toBe(40);
    expect(window.runtime.gcSamples).toBe(1);
    expect(window.elapsedMicros).toBe(1_000);
    expect([window.startMicros, window.endMicros]).toEqual([1_000, 2_000]);
  });

  test('follow time where samples do not', () => {
    // The third was recorded after the fourth, which it precedes.
    const window = read({ ...small, samples: [2, 3, 2, 4], timeDeltas: [0, 100, 200, -50] });
    expect(weights(window)).toEqual({ '(background) a': 100 + 700, '(background) a b': 150 });
    expect(window.runtime.idleMicros).toBe(50);
  });

  test('are equal shares of the duration where there are no deltas', () => {
    const { timeDeltas: _, ...profile } = small;
    expect(weights(read({ ...profile, samples: [2, 3, 3, 3] }))).toEqual({
      '(background) a': 250,
      '(background) a b': 750,
    });
    const { samples: _s, ...hits } = profile;
    const hitCount: Record<number, number> = { 2: 1, 3: 4 };
    const nodes = hits.nodes.map((node) => ({ ...node, hitCount: hitCount[node.id] ?? 0 }));
    expect(weights(read({ ...hits, nodes }))).toEqual({ '(background) a': 200, '(background) a b': 800 });
    expect(weights(read(hits))).toEqual({ '(background) (unsampled)': 1_000 });
  });

  test('are whole, and add up, where times are not', () => {
    const window = read({
      ...small,
      timeDeltas: small.timeDeltas.map((delta) => delta + 0.4),
      endTime: 2_000.4,
    });
    expect(window.elapsedMicros).toBe(1_000);
    for (const { wallMicros } of stacksOf(window)) expect(Number.isInteger(wallMicros)).toBe(true);
  });
});

test('callers may be named in each node instead', () => {
  const parents: Record<number, number> = { 2: 1, 3: 2, 4: 1, 5: 1, 6: 1 };
  const nodes = small.nodes
    .map(({ children: _, ...node }) => ({ ...node, parent: parents[node.id] }))
    .reverse();
  const [first, ...rest] = [nodes.at(-1), ...nodes.slice(0, -1)];
  expect(weights(read({ ...small, nodes: [first, ...rest] }))).toEqual(weights(read(small)));
});

test('what node --cpu-prof writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpu-prof-'));
  try {
    const code = 'function spin(until) { while (Date.now() < until); } spin(Date.now() + 150);';
    execFileSync(process.execPath, ['--cpu-prof', `--cpu-prof-dir=${folder}`, '-e', code], {
      timeout: 150_000,
    });
    const text = readFileSync(join(folder, readdirSync(folder)[0] as string), 'utf8');
    const profile: Profile = JSON.parse(text);
    const window = readCpuProfile(parseProfileJson(text));
    // V8 closes a profile a moment after its last sample.
    expect(Math.abs(window.elapsedMicros - (profile.endTime - profile.startTime))).toBeLessThanOrEqual(1);
    const nameOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
    let time = profile.startTime;
    const events = profile.samples.map((id, i) => ({ id, time: (time += profile.timeDeltas[i] ?? 0) }));
    events.sort((a, b) => a.time - b.time);
    const spinMicros = sum(events.keys(), (i) =>
      nameOf.get(events[i]?.id ?? 0) === 'spin'
        ? (events[i + 1]?.time ?? profile.endTime) - (events[i]?.time ?? 0)
        : 0,
    );
    // How much of the time it ran depends on the machine.
    expect(spinMicros).toBeGreaterThan(0);
    const spin = stacksOf(window).filter(({ frames }) => frames.at(-1)?.name === 'spin');
    expect(sum(spin, ({ wallMicros }) => wallMicros)).toBe(spinMicros);
    const hits = (isWanted: (name: string) => boolean) =>
      sum(profile.nodes, ({ callFrame, hitCount = 0 }) => (isWanted(callFrame.functionName) ? hitCount : 0));
    expect(sum(spin, ({ samples }) => samples)).toBe(hits((name) => name === 'spin'));
    expect(sum(stacksOf(window), ({ samples }) => samples)).toBe(hits((name) => name !== '(idle)'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('files that are not profiles, or damaged ones, are reported', () => {
  const [root, a, ...others] = small.nodes;
  const cases: Record<string, [unknown, RegExp]> = {
    'a list': [[{ ph: 'P' }], /trace/],
    'a trace': [{ traceEvents: [] }, /trace.*node --cpu-prof/],
    'an old profile': [{ head: { functionName: '(root)' } }, /before version 58/],
    'other JSON': [{ a: 1 }, /no "nodes"/],
    'a number': [1, /no "nodes"/],
    'no nodes': [{ ...small, nodes: [] }, /no "nodes"/],
    'a node that is null': [{ ...small, nodes: [root, null] }, /entry 1 of "nodes"/],
    'no id': [{ ...small, nodes: [root, { ...a, id: '2' }] }, /entry 1 of "nodes" has no whole number/],
    'two of one id': [{ ...small, nodes: [root, root] }, /two nodes have the id 1/],
    'a child that is not there': [{ ...small, nodes: [root, a] }, /does not exist/],
    'two callers': [
      { ...small, nodes: [root, { ...a, children: [3, 3] }, ...others] },
      /node 3.*two callers/,
    ],
    'a cycle': [
      {
        ...small,
        nodes: [{ ...root, children: [4, 5, 6] }, a, { ...others[0], children: [2] }, ...others.slice(1)],
      },
      /2 nodes cannot be reached from the first/,
    ],
    'a root that is called': [{ ...small, nodes: [root, { ...a, children: [1] }, ...others] }, /\broot\b/],
    'children that are not a list': [
      { ...small, nodes: [root, { ...a, children: 3 }, ...others] },
      /not a list/,
    ],
    'no function': [
      { ...small, nodes: [root, { ...a, callFrame: 3 }, ...others] },
      /node 2 has no "callFrame"/,
    ],
    'a name that is not a string': [
      { ...small, nodes: [root, { ...a, callFrame: { functionName: 3 } }, ...others] },
      /node 2.*not a string/,
    ],
    'a line that is none': [
      { ...small, nodes: [root, { ...a, callFrame: { lineNumber: 0.5 } }, ...others] },
      /node 2.*line/,
    ],
    'hits that are none': [
      { ...small, nodes: [root, { ...a, hitCount: -1 }, ...others] },
      /"hitCount" of node 2/,
    ],
    'no times': [{ ...small, startTime: undefined }, /"startTime"/],
    'a time too far': [{ ...small, endTime: 1e300 }, /"endTime"/],
    'a sample of no node': [{ ...small, samples: [2, 99] }, /entry 1 of "samples"/],
    'fewer deltas than samples': [{ ...small, timeDeltas: [1] }, /6 "samples" but 1 "timeDeltas"/],
    'a delta that is none': [{ ...small, timeDeltas: [1, 2, 3, null, 5, 6] }, /entry 3 of "timeDeltas"/],
    'deltas too long': [
      { ...small, timeDeltas: [1, 2 ** 50, 2 ** 50, 1, 1, 1] },
      /sum of "timeDeltas" up to entry 2/,
    ],
  };
  test.each(Object.entries(cases))('%s', (_name, [value, message]) => {
    expect(() => read(value)).toThrow(ProfileFormatError);
    expect(() => read(value)).toThrow(message);
  });
});

/** A window, or the error for it; anything else is thrown. */
function attempt(text: string): Window | undefined {
  try {
    return readCpuProfile(parseProfileJson(text));
  } catch (error) {
    if (error instanceof ProfileFormatError) return undefined;
    throw error;
  }
}

describe('damaged files', () => {
  const text = written.cpuProfile(shopWindow);

  test('cut off anywhere', () => {
    for (let length = 0; length < text.length; length += 7)
      expect(attempt(text.slice(0, length))).toBeUndefined();
  });

  test('with other characters anywhere', () => {
    const change = fc.record({
      at: fc.nat(text.length - 1),
      by: fc.constantFrom('0', '9', '-', '.', '"', ',', '[', '{', ']', 'e', '\\', '\0', '\ud800'),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let changed = text;
        for (const { at, by } of changes) changed = changed.slice(0, at) + by + changed.slice(at + 1);
        expectSound(attempt(changed));
      }),
      { numRuns: 1_000 },
    );
  });

  test('with other values anywhere', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.integer(),
      fc.double(),
      fc.constantFrom('__proto__', 1e308, -1, 2 ** 53),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), values), { minLength: 1, maxLength: 3 }), (changes) => {
        const profile = JSON.parse(text);
        for (const [at, value] of changes) replaceAt(profile, at, value);
        expectSound(attempt(JSON.stringify(profile)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => expectSound(attempt(json))),
      { numRuns: 500 },
    );
  });
});

/** Replaces the value at one of all the places in `json`, however deep. */
function replaceAt(json: object, at: number, value: unknown): void {
  const places: [object, string][] = [];
  const queue = [json];
  for (let object = queue.shift(); object; object = queue.shift()) {
    for (const [key, inner] of Object.entries(object)) {
      places.push([object, key]);
      if (typeof inner === 'object' && inner !== null) queue.push(inner);
    }
  }
  const [object, key] = places[at % places.length] ?? [{}, ''];
  Reflect.set(object, key, value);
}

function expectSound(window: Window | undefined): void {
  if (window === undefined) return;
  const stacks = stacksOf(window);
  for (const { wallMicros, samples } of stacks) {
    expect(Number.isSafeInteger(wallMicros) && wallMicros >= 0).toBe(true);
    expect(Number.isSafeInteger(samples) && samples >= 0).toBe(true);
  }
  expect(sum(stacks, ({ wallMicros }) => wallMicros) + window.runtime.idleMicros).toBe(window.elapsedMicros);
}

test('memory and time are in proportion to the input', () => {
  const program = fileURLToPath(new URL('./programs/read-large.ts', import.meta.url));
  const megabytes = 2;
  // What the documentation promises, and what Node needs for itself.
  const limit = 64 * megabytes + 32;
  const output = execFileSync(
    process.execPath,
    [`--max-old-space-size=${limit}`, '--no-warnings', program, String(megabytes)],
    { encoding: 'utf8', timeout: 150_000 },
  );
  const said = output
    .trim()
    .split('\n')
    .map((line) => line.split(': ', 2));
  expect(Object.fromEntries(said)).toEqual({
    lists: 'ProfileFormatError',
    objects: 'ProfileFormatError',
    keys: 'ProfileFormatError',
    'deep lists': 'ProfileFormatError',
    'deep objects': 'ProfileFormatError',
    'a chain': 'read',
    'a fan': 'read',
    routes: 'read',
    samples: 'read',
  });
});
