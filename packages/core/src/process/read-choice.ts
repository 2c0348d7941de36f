import type { Source, Window } from '../profile/window.ts';
import { summaryOf, type WindowSummary } from '../profile/window-summary.ts';
import { type Choice, chosenOf, finestOf, isAround, isChosen } from '../store/choice.ts';
import type { Store, StoreStatus } from '../store/store.ts';
import type { TimeSlice } from '../time/activity.ts';
import type { ClosedSum } from './closed-sum.ts';
import { systemMicros } from './system-clock.ts';

/** What is read from: closed windows of all processes, and the one that this process is filling. */
export interface Readable {
  readonly store: Store;
  readonly closedSum: ClosedSum;
  readonly source: Source;
  /** What is being measured, until now. */
  open(): Window;
  /** Another process has cleared all that began before this moment, so also what is being measured. */
  startOver(clearedMicros: number): void;
}

/** All that is known of a choice. */
export interface ChosenPart {
  readonly window: Window;
  /** What happened when. The windows of which `window` is made are not kept: together they are larger than it. */
  readonly slices: readonly TimeSlice[];
  readonly history: History;
}

/** All that is known of a choice at one moment. */
export interface Measured extends ChosenPart {
  /** `Progress.stamp` of this moment. */
  readonly stamp: string;
}

/** What there is to choose from. */
export interface History {
  /** All that is kept of the chosen service, in its finest windows, oldest first, and what is being measured now. */
  readonly summaries: readonly WindowSummary[];
  /** Of all services that share the store, sorted. */
  readonly services: readonly string[];
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
  /** This process, as in `Source.instance`. */
  readonly instance: string;
}

/** Windows that are merged on disk while they are read are found in the next list. */
const mostTries = 10;

/** Adds up the chosen windows. What is being measured is a part of this app's own. */
export async function readChoice(
  choice: Choice,
  { store, closedSum, source, open: openNow, startOver }: Readable,
): Promise<ChosenPart> {
  const isOwn = choice.service === '' || choice.service === source.service;
  const withOpen = isOwn || choice.service === '*';
  for (let tries = 0; tries < mostTries; tries++) {
    const open = openNow();
    const { windows, clearedMicros } = await store.list(choice.service);
    // Each service is cleared by itself, and only what is being measured of this one can begin too early.
    const ownCleared = isOwn || !withOpen ? clearedMicros : (await store.list()).clearedMicros;
    if (withOpen && ownCleared > open.startMicros) {
      startOver(ownCleared);
      continue;
    }
    // Also those of a time to which the clock was set back are of this process, and are not in `open`.
    const listedMicros = systemMicros();
    const isClosedMeanwhile = (stored: WindowSummary): boolean =>
      isFrom(stored, source) &&
      stored.startMicros >= open.startMicros &&
      stored.endMicros >= open.endMicros &&
      stored.endMicros <= listedMicros;
    const now = summaryOf(open, 'open');
    const chosenBy = (isIn: typeof isChosen) => ({
      closed: chosenOf(windows, (stored) => !isClosedMeanwhile(stored) && isIn(stored, choice)),
      open: withOpen && isIn(now, choice) ? open : undefined,
    });
    const inside = chosenBy(isChosen);
    const isNone = inside.closed.length === 0 && inside.open === undefined;
    const chosen = isNone ? chosenBy(isAround) : inside;
    const sum = await closedSum.with(chosen.closed, chosen.open);
    if (sum === undefined) continue;
    const kept = finestOf(windows)
      .filter((stored) => !isClosedMeanwhile(stored))
      .sort((a, b) => a.startMicros - b.startMicros);
    return {
      ...sum,
      history: {
        summaries: withOpen ? [...kept, now] : kept,
        services: await store.services(),
        clearedMicros,
        store: store.status(),
        instance: source.instance,
      },
    };
  }
  throw new Error('routeprof: the store changes faster than it can be read. Ask again.');
}

function isFrom({ sources }: WindowSummary, { instance }: Source): boolean {
  return sources.length === 1 && sources[0]?.instance === instance;
}
