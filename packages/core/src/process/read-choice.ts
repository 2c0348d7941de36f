import { isTooLong } from '../profile/bounded-processes.ts';
import { fewestProcesses } from '../profile/process-rows.ts';
import { countSources } from '../profile/sources.ts';
import type { Source, Window } from '../profile/window.ts';
import { summaryOf, type WindowSummary } from '../profile/window-summary.ts';
import { systemMicros } from '../sample/system-clock.ts';
import { type Choice, chosenOf, finestOf, isAround, isChosen } from '../store/choice.ts';
import type { Evidence } from '../store/evidence.ts';
import { type FollowedDecision, followersOf } from '../store/followers.ts';
import type { MissingRequests } from '../store/missing-requests.ts';
import { type SilentProcesses, silentAmong } from '../store/silent-processes.ts';
import type { StoreStatus, WindowReader } from '../store/window-store.ts';
import type { TimeSlice } from '../time/activity.ts';
import type { ClosedSum } from './closed-sum.ts';

/** What to read from: closed windows of all processes, and the open window of this one, if it measures. */
export interface Readable {
  readonly store: WindowReader;
  readonly closedSum: ClosedSum;
  /** The process that asks. */
  readonly source: Pick<Source, 'service' | 'instance'>;
  /** The open window, until now. */
  open?(): Promise<Window>;
  /** Another process has cleared everything that began before this moment, which includes the open window. */
  startOver?(clearedMicros: number): void;
}

/** The windows of a choice, added up. */
export interface ChosenPart {
  readonly window: Window;
  /** What happened when. The windows that make up `window` are not kept, because together they are larger. */
  readonly slices: readonly TimeSlice[];
  readonly history: History;
  /** Blocks of the loop that another thread has seen. */
  readonly evidence: readonly Evidence[];
  /** Only of a first look: it has no stacks, traces or blocks, and lacks this many windows that are not merged yet. */
  readonly firstLook?: { readonly unreadWindows: number };
}

/** The same, as of one moment. */
export interface Measured extends ChosenPart {
  /** `Progress.stamp` of this moment. */
  readonly stamp: string;
}

/** Everything that a query can choose from. */
export interface History {
  /** All that is kept of the chosen service, in its finest windows, oldest first, and the open window. */
  readonly summaries: readonly WindowSummary[];
  /** What the store has lost of the chosen service. */
  readonly missing: readonly MissingRequests[];
  readonly silent: SilentProcesses | undefined;
  /** The latest decision of each kind for the chosen service; of all services, for this app's own. */
  readonly decisions: readonly FollowedDecision[];
  /** Of all services that share the store, sorted. */
  readonly services: readonly string[];
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
  /** This process, as in `Source.instance`. */
  readonly instance: string;
}

const hourMicros = 3_600e6;

/** Windows may be merged on disk while they are read; the next list then has the merged ones. */
const mostTries = 10;

/** Adds up the chosen windows. The open window belongs to this app's own service. */
export async function readChoice(
  choice: Choice,
  { store, closedSum, source, open: openNow, startOver }: Readable,
): Promise<ChosenPart> {
  const isOwn = choice.service === '' || choice.service === source.service;
  const withOpen = openNow !== undefined && (isOwn || choice.service === '*');
  for (let tries = 0; tries < mostTries; tries++) {
    const open = await openNow?.();
    const { windows, clearedMicros, missing, decisions } = await store.list(choice.service);
    // Each service is cleared by itself, and only the open window of this one can begin too early.
    const ownCleared = isOwn || !withOpen ? clearedMicros : (await store.list()).clearedMicros;
    if (withOpen && open && ownCleared > open.startMicros) {
      startOver?.(ownCleared);
      continue;
    }
    // If the clock was set back, this process has closed windows of later times, which are not in `open`.
    const listedMicros = systemMicros();
    const isClosedMeanwhile = (stored: WindowSummary): boolean =>
      open !== undefined &&
      isFrom(stored, source) &&
      stored.startMicros >= open.startMicros &&
      stored.endMicros >= open.endMicros &&
      stored.endMicros <= listedMicros;
    const now = withOpen && open ? [summaryOf(open, 'open')] : [];
    const isSplit = comparesProcesses(choice, [...windows, ...now]);
    const chosenBy = (isIn: typeof isChosen) => ({
      closed: chosenOf(windows, (stored) => !isClosedMeanwhile(stored) && isIn(stored, choice), isSplit),
      open: now.some((summary) => isIn(summary, choice)) ? open : undefined,
    });
    const inside = chosenBy(isChosen);
    const isNone = inside.closed.length === 0 && inside.open === undefined;
    const chosen = isNone ? chosenBy(isAround) : inside;
    const sum = await closedSum.with(chosen.closed, chosen.open);
    if (sum === undefined) continue;
    const kept = finestOf(windows)
      .filter((stored) => !isClosedMeanwhile(stored))
      .sort((a, b) => a.startMicros - b.startMicros);
    const summaries = [...kept, ...now];
    const ofService = choice.service === '*' ? summaries.filter(isOfService(source)) : summaries;
    return {
      ...sum,
      history: {
        summaries,
        silent: silentAmong(summaries, listedMicros),
        decisions: decisions.map((decision) => followersOf(decision, ofService, listedMicros)),
        missing,
        services: await store.services(),
        clearedMicros,
        store: store.status(),
        instance: source.instance,
      },
      evidence: (await store.evidence(choice.service)).filter((one) => isEvidenceOf(one, choice, summaries)),
    };
  }
  throw new Error('routeprof: the store changes faster than it can be read. Ask again.');
}

/**
 * Which windows are read in their parts, because they do not tell what each process did: of the latest hour of the choice,
 * those of so many processes that one can differ from the others.
 */
function comparesProcesses(
  { toMicros }: Choice,
  windows: readonly WindowSummary[],
): (window: WindowSummary) => boolean {
  const latest = windows.reduce((end, { endMicros }) => Math.max(end, endMicros), 0);
  const since = Math.min(toMicros, latest) - hourMicros;
  return (window) =>
    isTooLong(window) &&
    window.endMicros > since &&
    countSources(window.sources).processes >= fewestProcesses;
}

function isFrom({ sources }: WindowSummary, { instance }: Pick<Source, 'instance'>): boolean {
  return sources.length === 1 && sources[0]?.instance === instance;
}

function isOfService({ service }: Pick<Source, 'service'>): (window: WindowSummary) => boolean {
  return ({ sources }) => sources.some((source) => source.service === service);
}

/** A block belongs to the time in which it began. */
function isEvidenceOf(
  { sinceMicros, version, instance }: Evidence,
  choice: Choice,
  summaries: readonly WindowSummary[],
): boolean {
  const isThere = ({ sources }: WindowSummary): boolean =>
    sources.some((source) => source.instance === instance && source.host === choice.host);
  return (
    sinceMicros >= choice.fromMicros &&
    sinceMicros < choice.toMicros &&
    (choice.version === '' || version === choice.version) &&
    (choice.host === '' || summaries.some(isThere)) &&
    (choice.process === '' || instance === choice.process)
  );
}
