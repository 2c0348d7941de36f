import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionId } from '../../src/tables/frame-row.ts';
import { windows } from '../fixtures/windows.ts';
import { profileOf } from '../report/ask.ts';

const some = fc.array(windows, { minLength: 1, maxLength: 3 });

describe('a pivot', () => {
  test('has the same figures of a function as the other views', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const ask = profileOf(parts);
        const [{ functions: above }, { functions: below }] = await Promise.all([
          ask('view=callers'),
          ask('view=callees'),
        ]);
        for (const { callers, ...row } of above) {
          const { pivot } = await ask(`view=pivot&function=${encodeURIComponent(row.id)}`);
          expect(pivot).toEqual({
            function: row,
            callers,
            callees: below.find(({ id }) => id === row.id)?.callees,
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  test('takes functions of one name and place as one', async () => {
    const [parts = []] = fc.sample(some, { numRuns: 1, seed: 3 });
    // As a source map brings them together.
    const written = { name: 'twin', file: '/app/t.ts', line: 1, column: 3 };
    const ask = profileOf(parts, undefined, () => written);
    const { pivot, scope } = await ask('view=pivot&function=twin /app/t.ts:1:3');
    expect(pivot?.function.totalWallMicros).toBeLessThanOrEqual(scope.wallMicros);
    expect(pivot?.function.selfWallMicros).toBe(pivot?.function.totalWallMicros);
    for (const { name } of pivot?.callers ?? []) expect(['(root)', 'twin']).toContain(name);
    for (const { name } of pivot?.callees ?? []) expect(name).toBe('twin');
  });

  test('tells functions of one line apart', async () => {
    const [parts = []] = fc.sample(some, { numRuns: 1, seed: 3 });
    // As a bundler leaves them.
    const bundled = parts.map((part) => ({
      ...part,
      frames: part.frames.map(({ line }) => ({ name: '', file: '/app/b.js', line: 1, column: line + 1 })),
    }));
    const ask = profileOf(bundled);
    const { functions } = await ask('view=functions');
    expect(functions.length).toBeGreaterThan(1);
    expect(new Set(functions.map(({ id }) => id)).size).toBe(functions.length);
    for (const row of functions) {
      expect((await ask(`view=pivot&function=${encodeURIComponent(row.id)}`)).pivot?.function).toEqual(row);
    }
  });

  test('needs a function of the profile', async () => {
    await expect(profileOf([])('view=pivot&function=x :0')).rejects.toThrow(/no function "x :0"/);
    expect(() => profileOf([])('view=pivot')).toThrow(
      /view=pivot needs a function\. Give its id as function=/,
    );
  });
});

test('an id fits into a URL and comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.nat(), fc.nat(), (name, line, column) => {
      const id = functionId({ name, file: `/${name}.js`, line, column });
      expect(id.length).toBeLessThanOrEqual(1_000);
      expect(new URLSearchParams(new URLSearchParams({ id }).toString()).get('id')).toBe(id);
    }),
  );
  expect(functionId({ name: 'a', file: '/app/b.js', line: 3, column: 7 })).toBe('a /app/b.js:3:7');
  expect(functionId({ name: 'a', file: '/app/b.js', line: 3, column: 0 })).toBe('a /app/b.js:3');
  expect(functionId({ name: '\ud800', file: '', line: 0, column: 0 })).toBe('\ufffd :0');
});

describe('the source of a function', () => {
  const frame = { name: 'f', file: '/app/a.js', line: 12, column: 1 };
  const [parts = []] = fc.sample(some, { numRuns: 1, seed: 5 });
  const withFrame = parts.map((part) => ({ ...part, frames: part.frames.map(() => frame) }));
  const code = Array.from({ length: 400 }, (_, i) => `line ${i + 1}`);
  const ask = (lines: readonly string[] | string) =>
    profileOf(withFrame, async () => lines)('view=source&function=f /app/a.js:12:1');

  test('is shown from a few lines above, with a limit', async () => {
    const { source } = await ask(code);
    expect(source).toEqual({ file: 'a.js', firstLine: 7, functionLine: 12, lines: code.slice(6, 206) });
  });

  test('may be unavailable, with a reason', async () => {
    expect((await ask('It is gone.')).source).toEqual({ unavailable: 'It is gone.' });
    expect((await ask(code.slice(0, 5))).source).toEqual({
      unavailable: expect.stringMatching(/Line 12 is beyond.*has 5 lines/),
    });
  });

  test('has no line of unlimited length', async () => {
    const { source } = await ask(['x'.repeat(5_000), ...code]);
    expect(source && 'lines' in source && source.lines.every(({ length }) => length < 1_100)).toBe(true);
  });

  test('is shown only for functions of the profile', async () => {
    const asked: unknown[] = [];
    const profile = profileOf(withFrame, async (written) => {
      asked.push(written);
      return code;
    });
    await expect(profile('view=source&function=f /etc/passwd:1')).rejects.toThrow(/no function/);
    await profile('view=source&function=f /app/a.js:12:1');
    expect(asked).toEqual([frame]);
  });
});
