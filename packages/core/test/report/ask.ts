import type { ReportModel } from '../../src/presentation/model/report.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { basePart, choiceOf, type Part } from '../../src/query/part.ts';
import { comparesWith, parseQuery } from '../../src/query/query.ts';
import { buildReport } from '../../src/report/build.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';
import type { ReadSource } from '../../src/source-code/source-positions.ts';
import { isChosen } from '../../src/store/choice.ts';
import { siteFrames, sitePositions } from '../../src/tables/site-names.ts';
import { sliceTime } from '../../src/time/activity.ts';
import { deployMicros, historyOf } from '../../src/time/history.ts';
import { idleStatus } from '../fixtures/idle-status.ts';

/** The time at which the profiles of `profileOf` are asked. */
export const nowMicros = 4_000_000;

/** A profile that can be asked, made of these windows. */
export function profileOf(
  parts: readonly Window[],
  readSource: ReadSource = async () => 'It is not here.',
  positionOf: (frame: Frame) => Frame = (frame) => frame,
): (query: string) => Promise<ReportModel> {
  const summaries = parts.map((window, i) => summaryOf(window, String(i)));
  const read = (part: Part) => {
    const choice = choiceOf(part, { nowMicros, deployMicros: deployMicros(summaries) });
    const chosen = parts.filter((_, i) => isChosen(summaries[i]!, choice));
    const window = mergeWindows(chosen);
    const places = siteFrames(window);
    const sites = sitePositions(places, places.map(positionOf));
    return { window, slices: sliceTime(chosen), positions: window.frames.map(positionOf), sites, choice };
  };
  return (text) => {
    const query = parseQuery(new URLSearchParams(text));
    const part = comparesWith(query) ? basePart(query.base, query) : undefined;
    return buildReport({
      ...read(query),
      query,
      base: part && read(part),
      history: historyOf({
        summaries,
        services: ['s'],
        missing: [],
        silent: undefined,
        decisions: [],
        clearedMicros: 0,
        store: { kind: 'memory', windows: parts.length, bytes: 0, problems: [] },
        instance: 'i',
      }),
      status: idleStatus,
      appFolder: '/app',
      readSource,
    });
  };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
