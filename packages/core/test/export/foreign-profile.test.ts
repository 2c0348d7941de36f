import { Profile, type ProfileInput, StringTable } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import { type CallTree, weightOf, workColumns } from '../../src/profile/call-tree.ts';

/** A profile as other tools write it, without our field. */
function foreign(make: (text: (value: string) => number, strings: StringTable) => ProfileInput): Uint8Array {
  const strings = new StringTable();
  return new Profile({ ...make((value) => strings.dedup(value), strings), stringTable: strings }).encode();
}

describe('profiles of other tools', () => {
  test('inlined functions, units, labels and addresses are read', async () => {
    const bytes = foreign((text) => ({
      sampleType: [
        { type: text('sample'), unit: text('count') },
        { type: text('cpu'), unit: text('milliseconds') },
        { type: text('wall'), unit: text('seconds') },
      ],
      periodType: { type: text('cpu'), unit: text('milliseconds') },
      period: 10,
      timeNanos: 1_700_000_000_000_000_000n,
      durationNanos: 5_000_000_000,
      mapping: [{ id: 9, filename: text('/bin/shop') }],
      function: [
        { id: 5, name: text('inner'), filename: text('/a.go'), startLine: 3 },
        { id: 6, systemName: text('outer'), filename: text('/a.go') },
      ],
      location: [
        {
          id: 70,
          line: [
            { functionId: 5, line: 4 },
            { functionId: 6, line: 12 },
          ],
        },
        { id: 71, line: [{ functionId: 6, line: 10 }] },
        { id: 72, address: 0xffff_ffff_8100_0000n, mappingId: 9 },
      ],
      sample: [
        {
          locationId: [70, 71],
          value: [2, 20, 1],
          label: [{ key: text('endpoint'), str: text('GET /a b') }],
        },
        {
          locationId: [72],
          value: [1, 10, 0],
          label: [
            { key: text('trace endpoint'), str: text('checkout') },
            { key: text('thread'), num: 4 },
          ],
        },
        { locationId: [71], value: [1, 0, 0] },
      ],
    }));
    const window = await readPprof(bytes);
    expect(window.frames).toEqual([
      { name: 'inner', file: '/a.go', line: 3, column: 0 },
      { name: 'outer', file: '/a.go', line: 10, column: 0 },
      { name: '0xffffffff81000000', file: '/bin/shop', line: 0, column: 0 },
    ]);
    expect(window.routes.map(({ method, route }) => [method, route])).toEqual([
      ['GET', '/a b'],
      ['*', 'checkout'],
    ]);
    const [first, second] = window.routes;
    expect([...(first?.tree.frame ?? [])]).toEqual([-1, 1, 1, 0]);
    const { cpuMicros, wallMicros } = workColumns(first?.tree as CallTree);
    expect([...cpuMicros]).toEqual([0, 0, 0, 20_000]);
    expect([...wallMicros]).toEqual([0, 0, 0, 1_000_000]);
    expect([...(second?.tree.frame ?? [])]).toEqual([-1, 2]);
    expect(weightOf(window.runtime.background)).toEqual({ samples: 1, cpuMicros: 0, wallMicros: 0 });
    expect(window.sources).toMatchObject([{ service: 'shop', rate: 100 }]);
    expect(window.startMicros).toBe(1_700_000_000_000_000);
    expect(window.endMicros - window.startMicros).toBe(5_000_000);
    expect(window.elapsedMicros).toBe(1_000_000);
    expect(await readPprof(await writePprof(window))).toEqual(window);
  });

  test('rounding to microseconds does not accumulate', async () => {
    const bytes = foreign((text) => ({
      sampleType: [{ type: text('cpu'), unit: text('nanoseconds') }],
      sample: Array.from({ length: 10_000 }, () => ({ value: [1_400] })),
    }));
    const { runtime } = await readPprof(bytes);
    expect(weightOf(runtime.background).cpuMicros).toBe(14_000);
  });

  const types = (...pairs: [string, string][]) =>
    foreign((text) => ({
      sampleType: pairs.map(([type, unit]) => ({ type: text(type), unit: text(unit) })),
    }));
  const cpu = (rest: (text: (value: string) => number) => ProfileInput) =>
    foreign((text) => ({ sampleType: [{ type: text('cpu'), unit: text('ns') }], ...rest(text) }));
  test.each([
    ['no file', new Uint8Array(0), /empty/],
    ['text', Buffer.from('{"nodes":[]}'), /pprof/],
    ['no types', foreign(() => ({})), /not a valid pprof profile/],
    ['a type twice', types(['delay', 'ns'], ['delay', 'ns']), /counts delay\/ns twice/],
    ['a difference', cpu(() => ({ sample: [{ value: [-5] }] })), /negative/],
    ['no such location', cpu(() => ({ sample: [{ locationId: [1], value: [5] }] })), /location 1/],
    ['no such function', cpu(() => ({ location: [{ id: 1, line: [{ functionId: 4 }] }] })), /function 4/],
    ['no such text', cpu(() => ({ function: [{ id: 1, name: 99 }] })), /text 99/],
    ['a number twice', cpu(() => ({ function: [{ id: 1 }, { id: 1 }] })), /two functions of number 1/],
    ['a value too many', cpu(() => ({ sample: [{ value: [5, 5] }] })), /2 values/],
    ['a huge value', cpu(() => ({ sample: [{ value: [2n ** 63n - 1n] }] })), /impossible value/],
    ['a huge id', cpu(() => ({ sample: [{ locationId: [2n ** 64n - 1n], value: [5] }] })), /location/],
    ['damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /gzip/],
    ['a cut varint', Buffer.concat([types(['cpu', 'ns']), Buffer.from([0x48, 0xff])]), /in the midst/],
    [
      'an endless varint',
      Buffer.concat([types(['cpu', 'ns']), Buffer.from([0x48, ...Array(12).fill(0xff), 1])]),
      /more than ten bytes/,
    ],
    ['a group', Buffer.concat([types(['cpu', 'ns']), Buffer.from([0x13])]), /unknown kind/],
    [
      'a length beyond the end',
      Buffer.concat([types(['cpu', 'ns']), Buffer.from([0x12, 0xff, 0x7f])]),
      /midst/,
    ],
  ])('%s', async (_, bytes, message) => {
    const error = await readPprof(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProfileFormatError);
    expect((error as Error).message).toMatch(message);
  });
});
