import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Profile, type ProfileInput, StringTable } from 'pprof-format';
import { expect, test } from 'vitest';
import { readProfile } from '../../src/export/read-profile.ts';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { ProtobufReader } from '../../src/pprof/protobuf-reader.ts';
import { fields } from '../../src/pprof/read-tables.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import { weightOf, workColumns } from '../../src/profile/call-tree.ts';
import { gcName, type Window } from '../../src/profile/window.ts';
import { windows } from '../fixtures/windows.ts';
import { rawCpuProfile, row, sample } from './raw-profile.ts';

const cpuProfile = JSON.stringify({
  nodes: [
    {
      id: 1,
      callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
      children: [2],
    },
    {
      id: 2,
      callFrame: {
        functionName: 'work',
        scriptId: '1',
        url: 'file:///app/work.js',
        lineNumber: 1,
        columnNumber: 1,
      },
    },
  ],
  startTime: 1_000,
  endTime: 3_000,
  samples: [2, 2],
  timeDeltas: [0, 1_000],
});

/** A profile of CPU time in nanoseconds, as other tools write it. */
function cpu(make: (text: (value: string) => number) => ProfileInput): Uint8Array {
  const strings = new StringTable();
  const text = (value: string): number => strings.dedup(value);
  const sampleType = [{ type: text('cpu'), unit: text('ns') }];
  return new Profile({ sampleType, ...make(text), stringTable: strings }).encode();
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await readProfile(bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProfileFormatError);
  return (error as Error).message;
}

test('a byte order mark is skipped', async () => {
  const marked = await readProfile(Buffer.from(`\ufeff${cpuProfile}`));
  expect(marked).toEqual(await readProfile(Buffer.from(cpuProfile)));
  expect(marked.frames.map(({ name }) => name)).toContain('work');
});

const utf16 = Buffer.from(cpuProfile, 'utf16le');
test.each([
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /UTF-16.*UTF-8/],
  [
    'UTF-16, big-endian, with a mark',
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
    /UTF-16/,
  ],
  ['UTF-16 without a mark', utf16, /UTF-16/],
  ['UTF-16, big-endian, without a mark', Buffer.from(utf16).swap16(), /UTF-16/],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0, 9, 0, 0]), /zstd -d/],
  ['a heap snapshot of V8', Buffer.from('{"snapshot":{"meta":{}},"nodes":[],"edges":[]}'), /a heap snapshot/],
  [
    'a recording of Java Flight Recorder',
    Buffer.from('FLR\0\0\x02\0\x01', 'latin1'),
    /jfrconv --cpu -o pprof/,
  ],
  ['a file of Linux perf', Buffer.from('PERFILE2\x68\0\0\0', 'latin1'), /perf script \| .*pprofutils folded/],
  ['raw stacks of py-spy', Buffer.from('main (shop.py:3);price (shop.py:9) 12\n'), /pprofutils folded/],
  [
    'a speedscope file of py-spy',
    Buffer.from(
      '{"$schema":"https://www.speedscope.app/file-format-schema.json","profiles":[],"shared":{"frames":[]}}',
    ),
    /py-spy.*--format raw.*pprofutils folded/,
  ],
  ['an old profile of Chrome', Buffer.from('{"head":{"functionName":"(root)"}}'), /before version 58/],
])('%s gets its own sentence', async (_, bytes, sentence) => {
  expect(await refusal(bytes)).toMatch(sentence);
});

test('ids may use all 64 bits, and similar ids are not confused', async () => {
  const [one, other] = [2n ** 64n - 1n, 2n ** 63n + 1n];
  const { frames, runtime } = await readProfile(
    cpu((text) => ({
      mapping: [{ id: other, filename: text('/bin/shop') }],
      function: [
        { id: one, name: text('one') },
        { id: other, name: text('other') },
      ],
      location: [
        { id: other, line: [{ functionId: one, line: 1 }] },
        { id: one, mappingId: other, line: [{ functionId: other, line: 2 }] },
      ],
      sample: [
        { locationId: [other, one], value: [7_000] },
        { locationId: [one], value: [2_000] },
      ],
    })),
  );
  const { background } = runtime;
  const named = [...background.frame].map((frame) => frames[frame]?.name);
  expect(
    Object.fromEntries(named.map((name, node) => [name, workColumns(background).cpuMicros[node]])),
  ).toMatchObject({
    one: 7,
    other: 2,
  });
  expect(named[background.parent[named.indexOf('one')] as number]).toBe('other');
});

test('10,010 routes are read', async () => {
  const labelled = rawCpuProfile((text) =>
    Array.from({ length: 10_010 }, (_, i) =>
      sample([], [1_000], row(3, { 1: text('route'), 2: text(`GET /${i}`) })),
    ),
  );
  expect((await readProfile(labelled)).routes).toHaveLength(10_010);
});

test('two of our profiles in one file are refused', async () => {
  const [window] = fc.sample(windows, { seed: 3, numRuns: 1 }) as [Window];
  const plain = gunzipSync(await writePprof(window));
  expect(await refusal(Buffer.concat([plain, plain]))).toMatch(/two profiles in one file/);
});

test('garbage collection within a stack stays there; alone it is counted separately', async () => {
  const { runtime, frames } = await readProfile(
    cpu((text) => ({
      function: [
        { id: 1, name: text(gcName) },
        { id: 2, name: text('work') },
      ],
      location: [1, 2].map((id) => ({ id, line: [{ functionId: id }] })),
      sample: [
        { locationId: [1, 2], value: [5_000] },
        { locationId: [1], value: [3_000] },
      ],
    })),
  );
  expect(runtime.gcCpuMicros).toBe(3);
  expect(weightOf(runtime.background).cpuMicros).toBe(5);
  expect([...runtime.background.frame].map((frame) => frames[frame]?.name)).toContain(gcName);
});

const timeFields: readonly number[] = [fields.timeNanos, fields.durationNanos, fields.period];

test('a pprof profile says when it began, how long it took, and how often it was sampled', async () => {
  await fc.assert(
    fc.asyncProperty(windows, async (window) => {
      const told = new Map<number, bigint>();
      const reader = new ProtobufReader(gunzipSync(await writePprof(window)));
      while (reader.next()) {
        if (timeFields.includes(reader.field)) told.set(reader.field, BigInt(reader.int64()));
      }
      const [timeNanos = 0n, durationNanos = 0n, period = 0n] = timeFields.map((field) => told.get(field));
      const [source] = window.sources;
      expect(timeNanos).toBe(BigInt(window.startMicros) * 1000n);
      expect(durationNanos).toBe(BigInt(window.endMicros - window.startMicros) * 1000n);
      expect(Number(period)).toBe(
        source === undefined || source.rate === 0 ? 0 : Math.round(1e9 / source.rate),
      );
    }),
    { numRuns: 20 },
  );
});
