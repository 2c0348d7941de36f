import { inTurns } from '../in-turns.ts';
import { type Digest, digestOf } from '../profile/digest.ts';
import { DigestSum } from '../profile/digest-sum.ts';
import type { Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { type Choice, everything } from '../store/choice.ts';
import type { StoredWindow, StoreListing } from '../store/window-store.ts';
import { sliceSteps, type TimeSlice } from '../time/activity.ts';
import type { ChosenPart, Readable } from './read-choice.ts';

/** Less than this is read at once, with its stacks. */
const quickBytes = 1024 * 1024;
/** As many are read at a time. */
const readsAtOnce = 16;
/** Spans of the time line. */
const mostSpans = 24;

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
  const digests = await readDigests(closed);
  if (digests === undefined) return undefined;
  // Where other processes' latest windows are left out, this one's would look like all of the time.
  const own = open !== undefined && unread === 0 && open.startMicros >= clearedMicros ? [open] : [];
  const { window, slices } = await inTurns('merge for report', sumSteps([...digests, ...own.map(digestOf)]));
  return {
    ...{ window, slices },
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

async function readDigests(windows: readonly StoredWindow[]): Promise<Digest[] | undefined> {
  const digests: Digest[] = [];
  for (let at = 0; at < windows.length; at += readsAtOnce) {
    const some = windows.slice(at, at + readsAtOnce);
    for (const digest of await Promise.all(some.map((window) => window.readDigest()))) {
      if (digest === undefined) return undefined;
      digests.push(digest);
    }
  }
  return digests;
}

/** Adds up those that began in the same span first. */
function* sumSteps(
  digests: readonly Digest[],
): Generator<void, { readonly window: Window; readonly slices: readonly TimeSlice[] }> {
  const whole = new DigestSum();
  const spans = new Map<number, DigestSum>();
  const starts = digests.map(({ startMicros }) => startMicros);
  const first = Math.min(...starts);
  const spanMicros = (Math.max(...starts) - first) / mostSpans + 1;
  for (const digest of digests) {
    const number = Math.floor((digest.startMicros - first) / spanMicros);
    let span = spans.get(number);
    if (span === undefined) spans.set(number, (span = new DigestSum()));
    span.add(digest);
    yield;
    whole.add(digest);
    yield;
  }
  const parts: Window[] = [];
  for (const span of spans.values()) {
    parts.push(span.finish());
    yield;
  }
  return { window: whole.finish(), slices: yield* sliceSteps([], parts) };
}
