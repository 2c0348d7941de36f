import { describe, expect, test } from 'vitest';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import type { Window } from '../../src/profile/window.ts';
import { functionsOf, number, part, rawProfile, row, sample, stacksIn } from './raw-profile.ts';

type Types = readonly `${string}/${string}`[];

/** A profile of one sample for each function, of these types. */
async function read(
  types: Types,
  values: Readonly<Record<string, readonly (number | bigint)[]>>,
  first = '',
) {
  const names = Object.keys(values);
  return await readPprof(
    rawProfile((text) => [
      ...types.map((type) => {
        const [name = '', unit = ''] = type.split('/');
        return row(1, { 1: text(name), 2: text(unit) });
      }),
      number(14, text(first)),
      functionsOf(text, ...names),
      ...names.map((name, i) => sample([i + 1], values[name] as number[])),
    ]),
  );
}

/** With which measure a report begins, as the file's own types. */
async function begins(types: Types, first = ''): Promise<string | undefined> {
  const window = await read(types, { f: types.map(() => 2_000) }, first);
  expect(Object.hasOwn(window, 'preferred')).toBe(window.preferred !== undefined);
  return window.preferred && `${window.preferred.name}/${window.preferred.unit}`;
}

/** What is in the tree of other measures; nothing where there is none. */
function imported(window: Window) {
  const tree = window.runtime.others?.imported;
  return tree && { measures: tree.measures.map(({ name }) => name), stacks: stacksIn(window, tree) };
}

describe('a report begins with', () => {
  test.each<[string, Types, string, string | undefined]>([
    ['CPU time where there is some', ['samples/count', 'wall/ns', 'cpu/ns'], '', undefined],
    ['CPU time before what comes last', ['cpu/ns', 'space/bytes'], '', undefined],
    ['CPU time where the file says so', ['cpu/ns', 'wall/ns'], 'cpu', undefined],
    ['what the file says', ['cpu/ns', 'wall/ns'], 'wall', 'wall/microseconds'],
    ['what the file says, where it is not last', ['a/count', 'b/count', 'c/count'], 'b', 'b/count'],
    ['what there is, where the file says something else', ['cpu/ns'], 'wall', undefined],
    ['the last, where the file says something else', ['a/count', 'b/count'], 'c', 'b/count'],
    ['wall time before other measures', ['sample/count', 'wall/ns', 'space/bytes'], '', 'wall/microseconds'],
    ['samples of nothing else', ['samples/count'], '', 'samples/count'],
    ['the last, whatever others are called', ['wall/count', 'space/bytes'], '', 'space/bytes'],
  ])('%s', async (_, types, first, wanted) => {
    expect(await begins(types, first)).toBe(wanted);
  });
});

describe('what is work, and what is not', () => {
  test('each sample goes to the trees of which it has a value; one without any is shown with work', async () => {
    const window = await read(['cpu/ns', 'space/bytes'], {
      f: [5_000, 0],
      g: [0, 7],
      h: [0, 0],
      i: [3_000, 2],
    });
    const { background } = window.runtime;
    expect(stacksIn(window, background)).toEqual({ '/f': [0, 0, 5], '/h': [0, 0, 0], '/i': [0, 0, 3] });
    expect(imported(window)).toEqual({ measures: ['space'], stacks: { '/g': [7], '/i': [2] } });
  });

  test('bytes of garbage collection are no time of it', async () => {
    const window = await read(['cpu/ns', 'space/bytes'], { '(garbage collector)': [0, 9], f: [1_000, 0] });
    expect(window.runtime).toMatchObject({ gcSamples: 0, gcMicros: 0, gcCpuMicros: 0 });
    expect(imported(window)?.stacks).toEqual({ '/(garbage collector)': [9] });
  });

  test.each<[string, Types]>([
    ['CPU time', ['cpu/ns']],
    ['samples', ['samples/count']],
    ['samples and wall time', ['sample/count', 'wall/seconds']],
  ])('%s alone has no other tree', async (_, types) => {
    const window = await read(types, { f: types.map(() => 1_000) });
    expect(window.runtime.others).toBeUndefined();
    expect(window.runtime.background.parent).toHaveLength(2);
  });

  test.each<[string, Types]>([
    ['samples that are bytes', ['samples/bytes']],
    ['cores of CPU', ['cpu/count']],
    ['time of something else', ['delay/ns']],
    ['samples of something other than time', ['samples/count', 'space/bytes']],
    ['CPU time in two units: neither is left out', ['cpu/ns', 'cpu/seconds']],
    ['samples under two names', ['samples/count', 'sample/count']],
  ])('%s', async (_, types) => {
    const values = types.map((_type, i) => i + 1);
    const window = await read(types, { f: values });
    expect(window.runtime.background.parent).toHaveLength(1);
    expect(imported(window)).toEqual({
      measures: types.map((type) => type.split('/')[0]),
      stacks: { '/f': values },
    });
  });

  test('64 types are read', async () => {
    const types = Array.from({ length: 64 }, (_, i) => `t${i + 10}/count` as const);
    const values = types.map((_, i) => i + 1);
    expect(imported(await read(types, { f: values }))?.stacks).toEqual({ '/f': values });
    await expect(read([...types, 'more/count'], { f: [...values, 1] })).rejects.toThrow(
      /^The profile has more than 64 sample types: it was made to fill the memory/,
    );
  });

  test('a type that is there twice is named, not at length', async () => {
    const long = `${'n'.repeat(50)}/${'u'.repeat(50)}` as const;
    await expect(read([long, long], { f: [1, 1] })).rejects.toThrow(
      `counts ${'n'.repeat(40)}/${'u'.repeat(40)} twice.`,
    );
  });
});

describe('values', () => {
  test('of CPU time are exact in every unit, or refused', async () => {
    const cpu = async (unit: string, value: number | bigint) => {
      const window = await read([`cpu/${unit}`], { f: [value] });
      return stacksIn(window, window.runtime.background)['/f']?.[2];
    };
    expect(await cpu('ns', 36_028_797_018_964_000n)).toBe(36_028_797_018_964);
    expect(await cpu('us', 2 ** 53 - 1)).toBe(2 ** 53 - 1);
    expect(await cpu('s', 3)).toBe(3_000_000);
    await expect(cpu('us', 2n ** 53n)).rejects.toThrow('an impossible value (9007199254740992)');
    await expect(cpu('s', 2 ** 40)).rejects.toThrow('an impossible value (1099511627776)');
  });

  test('of others may be as large as the format allows', async () => {
    const window = await read(['space/bytes'], { f: [2n ** 63n - 1n] });
    expect(imported(window)?.stacks).toEqual({ '/f': [2 ** 63] });
  });

  test('what rounding leaves is carried on, for each column by itself', async () => {
    const window = await read(['cpu/ns', 'wall/ns'], {
      f: [1_400, 2_600],
      g: [1_400, 2_600],
      h: [1_400, 2_600],
    });
    expect(stacksIn(window, window.runtime.background)).toEqual({
      '/f': [0, 3, 1],
      '/g': [0, 2, 2],
      '/h': [0, 3, 1],
    });
  });
});

describe('where it is from', () => {
  const sourceOf = async (program: string, period: number | bigint, unit = 'ns') => {
    const window = await readPprof(
      rawProfile((text) => [
        row(1, { 1: text('cpu'), 2: text('ns') }),
        ...(program === '' ? [] : [part(3, [...number(1, 1), ...number(5, text(program))])]),
        row(11, { 1: text('cpu'), 2: text(unit) }),
        number(12, period),
        number(9, -5),
        number(10, -5),
      ]),
    );
    expect([window.startMicros, window.endMicros]).toEqual([0, 0]);
    return window.sources[0];
  };
  const rest = { version: '', instance: '', pid: 0, node: '', engine: 'pprof' };

  test.each([
    ['/opt/my\n/shop', 10_000_000, 'ns', { service: 'shop', rate: 100 }],
    ['C:\\apps\\shop.exe', 1, 'ms', { service: 'shop.exe', rate: 1000 }],
    ['shop', 0, 'ns', { service: 'shop', rate: 0 }],
    ['shop', -5, 'ns', { service: 'shop', rate: 0 }],
    ['', 524_288, 'bytes', { service: '', rate: 0 }],
  ])('%j, every %d %s', async (program, period, unit, wanted) => {
    expect(await sourceOf(program, period, unit)).toEqual({ ...rest, ...wanted });
  });
});
