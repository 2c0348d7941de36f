import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { sliceTime } from '../../src/report/activity.ts';
import { buildReport } from '../../src/report/build.ts';
import type { ReportModel } from '../../src/report/model.ts';
import { parseQuery } from '../../src/report/query.ts';
import type { ReadSource } from '../../src/report/source-text.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';

/** A profile that can be asked, made of these windows. */
export function profileOf(
  parts: readonly Window[],
  readSource: ReadSource = async () => 'It is not here.',
  positionOf: (frame: Frame) => Frame = (frame) => frame,
): (query: string) => Promise<ReportModel> {
  const window = mergeWindows(parts);
  const slices = sliceTime(parts);
  return (query) =>
    buildReport({
      window,
      slices,
      positions: window.frames.map(positionOf),
      query: parseQuery(new URLSearchParams(query)),
      status: {
        stamp: 's',
        paused: false,
        engine: 'e',
        rate: 99,
        openRequests: 0,
        drainHolds: 0,
        longDrainHolds: 0,
        longestDrainMicros: 0,
        failures: [],
      },
      appFolder: '/app',
      readSource,
    });
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
