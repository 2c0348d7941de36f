import { describe, expect, test } from 'vitest';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { idOf, ProtobufReader } from '../../src/pprof/protobuf-reader.ts';
import { number, part, varint } from './raw-profile.ts';

const readerOf = (...bytes: number[]) => new ProtobufReader(Uint8Array.from(bytes));
/** A reader that stands at the first field. */
const at = (...bytes: number[]) => {
  const reader = readerOf(...bytes);
  expect(reader.next()).toBe(true);
  return reader;
};
const numbers = (...bytes: number[]) => {
  const found: (number | bigint)[] = [];
  at(...bytes).eachNumber((value) => found.push(value));
  return found;
};

/** The error that comes of it, which must be ours. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ProfileFormatError);
    const [, sentence, advice] =
      /^(.*)\. (Get the file again, or .* pprof profile\.)$/.exec(String((error as Error).message)) ?? [];
    expect(advice).toBeDefined();
    return sentence ?? '';
  }
  return '';
}

describe('numbers', () => {
  test.each([
    [0, 0],
    [127, 127],
    [128, 128],
    // Of seven bytes, and of eight.
    [2 ** 49 - 1, 2 ** 49 - 1],
    [2 ** 49, 2 ** 49],
    [2 ** 49 + 1, 2 ** 49 + 1],
    // The last of which a number is exact, and the next.
    [2 ** 53 - 1, 2 ** 53 - 1],
    [2n ** 53n, 2n ** 53n],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [-1, -1],
    [-(2n ** 63n), -(2n ** 63n)],
    // Without a sign it does not fit.
    [2n ** 64n - 5n, -5],
  ])('%s is read as %s', (written, read) => {
    expect(at(...number(1, written)).int64()).toBe(read);
    expect(numbers(...number(1, written))).toEqual([read]);
    expect(numbers(...part(1, [...varint(7), ...varint(written), ...varint(9)]))).toEqual([7, read, 9]);
  });

  test('may be longer than they must, up to ten bytes', () => {
    for (const length of [1, 6, 7, 8, 9]) {
      const long = [8, 0x85, ...Array(length - 1).fill(0x80), 0];
      expect(at(...long).int64(), `${length}`).toBe(5);
    }
    expect(refusal(() => at(8, ...Array(10).fill(0x80), 0))).toBe(
      'The profile has a number of more than ten bytes',
    );
  });

  test('of ids have no sign, those of fields and lengths are from 0', () => {
    expect(at(...number(1, 2n ** 64n - 5n)).id()).toBe(2n ** 64n - 5n);
    expect([idOf(0), idOf(5), idOf(-1), idOf(-(2n ** 63n)), idOf(2n ** 60n)]).toEqual([
      ...[0, 5, 2n ** 64n - 1n, 2n ** 63n, 2n ** 60n],
    ]);
    expect([at(...number(1, 0)).number(), at(...number(1, 5)).number()]).toEqual([0, 5]);
    const outOfRange = (value: number | bigint) => `The profile has a number that is out of range (${value})`;
    expect(refusal(() => at(...number(1, -5)).number())).toBe(outOfRange(-5));
    expect(refusal(() => at(...number(1, 2n ** 60n)).number())).toBe(outOfRange(2n ** 60n));
    expect(refusal(() => at(10, ...varint(-1)))).toBe(outOfRange(-1));
    expect(refusal(() => at(...varint(-8)))).toBe(outOfRange(-8));
  });
});

describe('fields', () => {
  test('of every kind are recognised by their number, and by where they begin and end', () => {
    const bytes = [
      ...number(1, 300),
      ...part(1000, 'abc'),
      ...[3 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8],
      ...[4 * 8 + 5, 1, 2, 3, 4],
      ...part(5, []),
    ];
    const reader = readerOf(...bytes);
    const found: unknown[] = [];
    while (reader.next()) {
      const { field, fieldStart, fieldEnd } = reader;
      found.push([field, fieldStart, fieldEnd]);
    }
    expect(found).toEqual([
      [1, 0, 3],
      [1000, 3, 9],
      [3, 9, 18],
      [4, 18, 23],
      [5, 23, 25],
    ]);
    expect([reader.next(), reader.fieldEnd]).toEqual([false, bytes.length]);
  });

  test('within a message end with it', () => {
    const reader = at(...part(3, [...number(1, 5), ...part(2, 'ab')]), ...number(4, 9));
    const inner = reader.message();
    expect([inner.next(), inner.field, inner.number()]).toEqual([true, 1, 5]);
    expect([inner.next(), inner.field, inner.start, inner.end]).toEqual([true, 2, 6, 8]);
    expect(inner.next()).toBe(false);
    expect([reader.next(), reader.number()]).toEqual([true, 9]);
  });

  test.each([
    ['a number', [8], [8, 0x85]],
    ['a long number', [8, ...Array(7).fill(0x80)], [8, ...Array(9).fill(0x80)]],
    ['bytes', [10, 2, 1], [10, 0x80]],
    ['eight bytes', [9, 1, 2, 3, 4, 5, 6, 7], [9]],
    ['four bytes', [13, 1, 2, 3], [13]],
    ['a tag', [0x80], [0xff, 0xff]],
  ])('that are cut off are refused, also within a message: %s', (_, ...all) => {
    for (const bytes of all) {
      const sentence = 'The profile ends in the midst of a value';
      expect(refusal(() => at(...bytes))).toBe(sentence);
      // What follows the message is none of it.
      const inner = at(...part(2, bytes), ...Array(20).fill(1)).message();
      expect(refusal(() => inner.next())).toBe(sentence);
    }
    expect(refusal(() => numbers(...part(1, [5, 0x80]), 1, 1))).toBe(
      'The profile ends in the midst of a value',
    );
  });

  test.each([
    ['without a number', [0, 5], 'The profile has a field without a number'],
    ['of a kind that there is no more', [11], 'The profile has a field of unknown kind 3'],
    ['of a kind that there is not', [15], 'The profile has a field of unknown kind 7'],
  ])('%s are refused', (_, bytes, sentence) => {
    expect(refusal(() => at(...bytes))).toBe(sentence);
  });

  test('of another kind than is asked for are refused', () => {
    const fixed = [9 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8];
    for (const bytes of [part(9, 'a'), fixed]) {
      const sentence = 'Field 9 of the profile is not a number';
      for (const read of [() => at(...bytes).number(), () => at(...bytes).int64(), () => at(...bytes).id()])
        expect(refusal(read)).toBe(sentence);
    }
    for (const bytes of [number(9, 1), fixed]) {
      const sentence = 'Field 9 of the profile is not text or a message';
      expect(refusal(() => at(...bytes).message())).toBe(sentence);
      expect(refusal(() => at(...bytes).expectBytes())).toBe(sentence);
    }
    expect(refusal(() => numbers(...fixed))).toBe('Field 9 of the profile is not text or a message');
  });
});
