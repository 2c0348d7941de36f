import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOwnPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { type CallTree, workColumns } from '../../src/profile/call-tree.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { mixedWindows, windows } from '../fixtures/windows.ts';
// biome-ignore lint/correctness/useImportExtensions: it is packed, and only its types are beside it.
import * as earlier from './fixtures/earlier-release.mjs';

/** The window as that release has it in memory. */
function asBefore({ routes, runtime, ...window }: Window) {
  const treeOf = (tree: CallTree) => ({ parent: tree.parent, frame: tree.frame, ...workColumns(tree) });
  return {
    ...window,
    routes: routes.map((row) => ({ ...row, tree: treeOf(row.tree) })),
    runtime: { ...runtime, background: treeOf(runtime.background), profiler: treeOf(runtime.profiler) },
  };
}

const standsFor = { covers: ['a'], beneath: ['b', 'c'] };

test('the earlier release reads files of this one that have only its measures', async () => {
  await fc.assert(
    fc.asyncProperty(windows, async (window) => {
      const bytes = writePprofNow(window, standsFor);
      const read = await earlier.readOwnPprof(bytes);
      const own = await readOwnPprof(bytes);
      expect(read).toEqual({ window: asBefore(own.window), standsFor });
      expect(Buffer.from(earlier.writePprofNow(read.window, standsFor)).equals(bytes)).toBe(true);
    }),
  );
});

test('this one reads what the earlier release wrote, and adds up the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(windows, { minLength: 1, maxLength: 3 }), async (all) => {
      const before = all.map(asBefore);
      const bytes = earlier.writePprofNow(earlier.mergeWindows(before), standsFor);
      const { window } = await readOwnPprof(bytes);
      expect(asBefore(window)).toEqual((await earlier.readOwnPprof(bytes)).window);
      // The earlier release does not keep what each of several processes did, and reads files that have it.
      const { processes, ...sum } = mergeWindows(all);
      expect(Buffer.from(writePprofNow(sum, standsFor)).equals(bytes)).toBe(true);
      if (processes === undefined) return;
      const later = await earlier.readOwnPprof(writePprofNow({ ...sum, processes }, standsFor));
      expect(later).toMatchObject({ window: { routes: asBefore(sum).routes } });
    }),
  );
});

test('the earlier release refuses files that it cannot read completely', async () => {
  const [window] = fc.sample(
    mixedWindows.filter(({ runtime }) => runtime.others !== undefined),
    { seed: 1, numRuns: 1 },
  ) as [Window];
  await expect(earlier.readOwnPprof(writePprofNow(window))).rejects.toThrow('The profile counts');
});
