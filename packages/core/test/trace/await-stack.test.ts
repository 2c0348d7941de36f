import { describe, expect, test } from 'vitest';
import { captureStack, createFrameReader, isSameFunction } from '../../src/trace/await-stack.ts';

function capture() {
  return captureStack(capture);
}

describe('a reader of frames', () => {
  test('reads each position once, however many stacks go through it', () => {
    const read = createFrameReader();
    const outer = () => [1, 2].map(() => read(capture()));
    const [one = [], other = []] = outer();
    expect(one[0]).toMatchObject({ file: expect.stringContaining('await-stack.test') });
    expect(one.length).toBeGreaterThan(1);
    one.forEach((frame, i) => {
      expect(frame).toBe(other[i]);
    });
  });

  test('tells two positions of one line apart, and knows that they are in one function', () => {
    const read = createFrameReader();
    // biome-ignore format: both on one line
    const both = () => [read(capture()), read(capture())];
    const [[one], [other]] = both() as [ReturnType<typeof read>, ReturnType<typeof read>];
    expect(one?.column).not.toBe(other?.column);
    expect(isSameFunction(one!, other!)).toBe(true);
  });

  test('tells functions of one name apart', () => {
    const read = createFrameReader();
    const all = [() => read(capture()), () => read(capture())].map((each) => each()[0]);
    const [one, other] = all;
    expect(one?.name).toBe(other?.name);
    expect(isSameFunction(one!, other!)).toBe(false);
  });
});
