import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noticesOf } from '../../src/presentation/notices.ts';
import { windows } from '../fixtures/windows.ts';
import { profileOf } from './ask.ts';

const later = 2_500_000;

/** One half before the baseline's end, the other after it. */
const halves = fc
  .tuple(windows, windows)
  .map(([before, after]) => [
    before,
    { ...after, startMicros: after.startMicros + later, endMicros: after.startMicros + later + 1 },
  ]);

test('with a baseline a report is of CPU time, whatever measure is asked for, and says so', async () => {
  await fc.assert(
    fc.asyncProperty(halves, fc.constantFrom('compare', 'flame'), async (parts, view) => {
      const ask = profileOf(parts);
      const query = `view=${view}&from=-2s&base=..-2s`;
      const { query: _own, ...usual } = await ask(query);
      for (const measure of ['wall', 'samples', 'alloc_space', 'never measured']) {
        const asked = await ask(`${query}&measure=${measure}`);
        expect(noticesOf(asked)).toContainEqual({
          kind: 'measure',
          text: `Comparisons are of CPU time, not of ${measure}.`,
        });
        const { query: _query, ...model } = asked;
        expect(model).toEqual(usual);
      }
      expect(noticesOf(await ask(`${query}&measure=cpu`)).map(({ kind }) => kind)).not.toContain('measure');
    }),
    { numRuns: 20 },
  );
});
