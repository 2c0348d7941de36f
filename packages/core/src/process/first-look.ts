import { inTurns } from '../in-turns.ts';
import { type Digest, digestOf } from '../profile/digest.ts';
import { DigestSum } from '../profile/digest-sum.ts';
import type { Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { type Choice, everything } from '../store/choice.ts';
import type { StoredWindow, StoreListing } from '../store/window-store.ts';
import { sliceSteps } from '../time/activity.ts';
import { type ChosenPart, type Readable, readChoice } from './read-choice.ts';

/** Less than this is read at once, with its stacks. */
const quickBytes = 1024 * 1024;
/** More would be alive at once, and collecting garbage would hold the loop for longer. */
const digestsAtOnce = 4;
/** Spans of the time line. */
const mostSpans = 24;

/** @param first Whether a first look suffices, if that is quicker. */
export async function readOrLook(choice: Choice, readable: Readable, first: boolean): Promise<ChosenPart> {
  const look = first ? await firstLook(choice, readable) : undefined;
  return look ?? (await readChoice(choice, readable));
}

/**
 * A first look at everything: what can be read quickly, however much there is. It has all counts, times and latencies of merged
 * windows, but no stacks, traces or blocks. `undefined` where it would gain nothing, or something changes meanwhile.
 */
export async function firstLook(
  choice: Choice,
  { store, source, open: openNow }: Readable,
): Promise<ChosenPart | undefined> {
  if (!isEverything(choice) || store.status().place === undefined) return undefined;
  const isOwn = choice.service === '' || choice.service === '*' || choice.service === source.service;
  const open = isOwn ? await openNow?.() : undefined;
  const { windows, clearedMicros, unread } = await store.list(choice.service, 'coarse');
  const bytes = windows.reduce((sum, window) => sum + window.bytes, 0);
  if (unread === 0 && bytes < quickBytes) return undefined;
  const closed = open === undefined ? windows : windows.filter((window) => !isWithin(window, open));
  // Where other processes' latest windows are left out, this one's would look like all of the time. Of all services, each is
  // cleared by itself.
  const isShown = unread === 0 && choice.service !== '*';
  const own = open !== undefined && isShown && open.startMicros >= clearedMicros ? [open] : [];
  if (closed.length + own.length === 0) return undefined;
  const sum = await sumOf([
    ...closed,
    ...own.map((window) => ({
      startMicros: window.startMicros,
      readDigest: async () => digestOf(window),
    })),
  ]);
  if (sum === undefined) return undefined;
  return {
    ...sum,
    history: {
      summaries: [...closed, ...own.map((window) => summaryOf(window, 'open'))],
      silent: undefined,
      // Who has followed is seen in the finest windows only.
      decisions: [],
      missing: [],
      services: await store.services(),
      clearedMicros,
      store: store.status(),
      instance: source.instance,
    },
    evidence: [],
    firstLook: { unreadWindows: unread },
  };
}

function isEverything(choice: Choice): boolean {
  const { service } = choice;
  return Object.entries({ ...everything, service }).every(
    ([name, value]) => choice[name as keyof Choice] === value,
  );
}

/** This process may have closed the window meanwhile: it is in both. */
function isWithin(stored: StoreListing['windows'][number], open: Window): boolean {
  return stored.sources.length === 1 && stored.startMicros >= open.startMicros && isSameProcess(stored, open);
}

function isSameProcess(a: Pick<Window, 'sources'>, b: Pick<Window, 'sources'>): boolean {
  return a.sources[0]?.instance === b.sources[0]?.instance;
}

type DigestReader = Pick<StoredWindow, 'startMicros' | 'readDigest'>;

/** Adds up those that began in the same span first, and holds few of them at a time; `undefined` when one is gone. */
async function sumOf(
  windows: readonly DigestReader[],
): Promise<Pick<ChosenPart, 'window' | 'slices'> | undefined> {
  const sorted = [...windows].sort((a, b) => a.startMicros - b.startMicros);
  const first = sorted[0]?.startMicros ?? 0;
  const spanMicros = ((sorted.at(-1)?.startMicros ?? 0) - first) / mostSpans + 1;
  const whole = new DigestSum();
  const parts: Window[] = [];
  let span = new DigestSum();
  let number = 0;
  function* endSpan(): Generator<void, void> {
    const part = yield* span.finish();
    parts.push(part);
    yield* whole.add(digestOf(part));
    span = new DigestSum();
  }
  function* addSteps(digests: readonly Digest[]): Generator<void, void> {
    for (const digest of digests) {
      const next = Math.floor((digest.startMicros - first) / spanMicros);
      if (next !== number) yield* endSpan();
      number = next;
      yield* span.add(digest);
    }
  }
  for (let at = 0; at < sorted.length; at += digestsAtOnce) {
    const some = sorted.slice(at, at + digestsAtOnce);
    const digests = await Promise.all(some.map((window) => window.readDigest()));
    if (digests.includes(undefined)) return undefined;
    await inTurns('merge for report', addSteps(digests as readonly Digest[]));
  }
  function* finishSteps(): Generator<void, Pick<ChosenPart, 'window' | 'slices'>> {
    yield* endSpan();
    return { window: yield* whole.finish(), slices: yield* sliceSteps([], parts) };
  }
  return await inTurns('merge for report', finishSteps());
}
