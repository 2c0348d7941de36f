import { grouped } from '../../grouped.ts';
import type { RetentionRung } from '../../options.ts';
import { longestAloneMillis } from '../kept-alone.ts';
import { overlapMillis, spanOf } from './rungs.ts';
import type { FoundWindow } from './service-reader.ts';

export interface MergeTimes {
  readonly nowMicros: number;
  readonly ladder: readonly RetentionRung[];
  /** How long after its end a span's last windows are in the store. */
  readonly lagMillis: number;
  /** Names of windows before or in which others are missing. */
  readonly afterLoss: ReadonlySet<string>;
  /** How many processes there are. */
  readonly processes: number;
  /** Names of all windows that are there. */
  readonly present: ReadonlySet<string>;
}

/** Windows that become one. */
export interface PlannedMerge {
  readonly windows: readonly FoundWindow[];
  /** Of a single process. */
  readonly isOfOne: boolean;
  readonly rung: RetentionRung;
}

/** Windows of so many processes are kept apart, minute by minute; of more, all that a minute has becomes one window. */
const mostAlone = 50;
/** A merged window names those that it stands for. It waits until there are no more of them than this. */
const mostBeneath = 1_000;

/**
 * Which windows become one: those of one version and of one span of a rung of the ladder, as soon as the span is over and
 * its last windows have had `lagMillis` to arrive. Windows are merged rung by rung, the finest first: merged windows stay
 * until they are too old for their own rung, and a rung leaves out only windows that are too old for it already. `windows`
 * are those that count.
 */
export function planMerges(
  windows: readonly FoundWindow[],
  { nowMicros, ladder, lagMillis, afterLoss, processes, present }: MergeTimes,
): PlannedMerge[] {
  const merges: PlannedMerge[] = [];
  const waiting = new Set<FoundWindow>();
  const completeMillis = nowMicros / 1000 - overlapMillis(windows, ladder) - lagMillis;
  const isLarge = processes > mostAlone;
  const isOfOne = ({ everyMillis }: RetentionRung): boolean => !isLarge && everyMillis <= longestAloneMillis;
  const wantedMillis = (rung: RetentionRung): number =>
    rung === ladder.at(-1) ? 0 : nowMicros / 1000 - rung.forMillis;
  for (const rung of ladder.slice(1)) {
    for (const group of grouped(windows, (window) => keyOf(window, rung, isOfOne(rung))).values()) {
      const { endMillis } = spanOf(group[0], rung);
      // One alone is merged only to keep what is missing before it.
      const isAlone = group.length < 2 && (isOfOne(rung) || !isAfterLoss(group[0], afterLoss));
      if (isAlone || endMillis > completeMillis || endMillis < wantedMillis(rung)) continue;
      // Windows that are merged on a finer rung now are merged on this one next time, with all others.
      const isWaiting =
        group.some((window) => waiting.has(window)) || countBeneath(group, present) > mostBeneath;
      if (!isWaiting) merges.push({ windows: group, isOfOne: isOfOne(rung), rung });
      for (const window of group) waiting.add(window);
    }
  }
  return merges;
}

/** Of those that the merged window would name, without the group itself. */
function countBeneath(group: readonly FoundWindow[], present: ReadonlySet<string>): number {
  let count = 0;
  for (const { head } of group) {
    for (const name of head.covers) if (present.has(name)) count++;
    for (const name of head.beneath) if (present.has(name)) count++;
  }
  return count;
}

function keyOf(window: FoundWindow, rung: RetentionRung, isOfOne: boolean): string {
  const { sources } = window.head;
  const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const versions = distinct(sources.map(({ version }) => version));
  const instances = distinct(sources.map(({ instance }) => instance));
  return JSON.stringify([spanOf(window, rung).number, versions, isOfOne ? instances : []]);
}

function isAfterLoss({ name, head }: FoundWindow, afterLoss: ReadonlySet<string>): boolean {
  return (
    head.ledger !== undefined && [name, ...head.covers, ...head.beneath].some((one) => afterLoss.has(one))
  );
}
