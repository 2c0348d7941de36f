import type { RetentionRung } from '../../options.ts';
import { overlapMillis, spanOf } from './rungs.ts';
import type { FoundWindow } from './service-reader.ts';

/** Windows of up to this length stay separate for each process, so that a single process can be shown. */
const longestOfOneMillis = 60_000;

/**
 * Which windows become one: those of one version and of one span of a rung of the ladder, as soon as the span is over and
 * its last windows have had `lagMillis` to arrive. Windows are merged rung by rung, the finest first: merged windows stay
 * until they are too old for their own rung, and a rung leaves out only windows that are too old for it already. `windows`
 * are those that count.
 */
export function planMerges(
  windows: readonly FoundWindow[],
  nowMicros: number,
  ladder: readonly RetentionRung[],
  lagMillis: number,
): FoundWindow[][] {
  const merges: FoundWindow[][] = [];
  const waiting = new Set<FoundWindow>();
  const completeMillis = nowMicros / 1000 - overlapMillis(ladder) - lagMillis;
  const wantedMillis = (rung: RetentionRung): number =>
    rung === ladder.at(-1) ? 0 : nowMicros / 1000 - rung.forMillis;
  for (const rung of ladder.slice(1)) {
    for (const group of groupsOf(windows, rung)) {
      const { endMillis } = spanOf(group[0] as FoundWindow, rung);
      if (group.length < 2 || endMillis > completeMillis || endMillis < wantedMillis(rung)) continue;
      // Windows that are merged on a finer rung now are merged on this one next time, with all others.
      if (!group.some((window) => waiting.has(window))) merges.push(group);
      for (const window of group) waiting.add(window);
    }
  }
  return merges;
}

function groupsOf(windows: readonly FoundWindow[], rung: RetentionRung): Iterable<FoundWindow[]> {
  const groups = new Map<string, FoundWindow[]>();
  for (const window of windows) {
    const key = keyOf(window, rung);
    const group = groups.get(key);
    if (group) group.push(window);
    else groups.set(key, [window]);
  }
  return groups.values();
}

function keyOf(window: FoundWindow, rung: RetentionRung): string {
  const { sources } = window.head;
  const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const versions = distinct(sources.map(({ version }) => version));
  const instances = distinct(sources.map(({ instance }) => instance));
  return JSON.stringify([
    spanOf(window, rung).number,
    versions,
    rung.everyMillis > longestOfOneMillis ? [] : instances,
  ]);
}
