import { readDecision } from '../../decision.ts';
import { inTurns } from '../../in-turns.ts';
import { digestOf } from '../../profile/digest.ts';
import { missingSteps } from '../missing-requests.ts';
import { bytesOf } from '../window-bytes.ts';
import type { Depth, StoredWindow, StoreListing } from '../window-store.ts';
import { countedSteps, hiddenBy } from './counted-windows.ts';
import type { PendingWindow, PendingWindows } from './pending-windows.ts';
import type { FoundWindow, ServiceReader } from './service-reader.ts';

/** The windows of a service in a store, and those that this process has not written yet. */
export interface Listing extends StoreListing {
  readonly problems: readonly string[];
  /** Of all windows in the store, with those that others replace. */
  readonly bytes: number;
}

/** The listings of several services as one, made one after the other. */
export async function listAll(
  names: readonly string[],
  list: (name: string) => Promise<StoreListing>,
): Promise<StoreListing> {
  const listings: StoreListing[] = [];
  for (const name of names) listings.push(await list(name));
  return joinListings(listings);
}

function joinListings(listings: readonly StoreListing[]): StoreListing {
  return {
    windows: listings.flatMap(({ windows }) => windows).sort((a, b) => a.startMicros - b.startMicros),
    clearedMicros: Math.min(...listings.map(({ clearedMicros }) => clearedMicros)),
    missing: listings.flatMap(({ missing }) => missing),
    unread: listings.reduce((sum, { unread }) => sum + unread, 0),
    decisions: [],
  };
}

export async function listService(
  reader: ServiceReader,
  pending: PendingWindows | undefined,
  unwrittenClear: () => number,
  nowMicros: number,
  depth: Depth = 'fine',
): Promise<Listing> {
  // Before the store is read: a window that is written meanwhile is then seen in both places rather than in none.
  const waiting = pending?.all() ?? [];
  const look = await reader.look(depth);
  const clearedMicros = Math.max(look.clearedMicros, unwrittenClear());
  const counted = await inTurns('list windows', countedSteps(look.windows, clearedMicros));
  const present = new Set(look.windows.map(({ name }) => name));
  const hidden = hiddenBy(look.windows);
  const held = waiting.filter(
    ({ name, window }) => !present.has(name) && !hidden.has(name) && window.startMicros >= clearedMicros,
  );
  const stored = await inTurns('list windows', storedSteps(reader, counted, look.windows));
  const windows = [...stored, ...held.map(heldWindow)].sort((a, b) => a.startMicros - b.startMicros);
  return {
    windows,
    clearedMicros,
    missing:
      depth === 'coarse'
        ? []
        : await inTurns('list windows', missingSteps(windows, { nowMicros, clearedMicros })),
    unread: look.unread,
    decisions: look.marks.flatMap((mark) => readDecision(mark) ?? []),
    problems: look.problems,
    bytes: look.windows.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The windows that count, with those of `all` that they were merged from. */
export function* storedSteps(
  reader: ServiceReader,
  counted: readonly FoundWindow[],
  all: readonly FoundWindow[],
): Generator<void, StoredWindow[]> {
  // Each is a part of one window at most, whatever windows claim.
  const free = new Map(all.map((window) => [window.name, window]));
  const take = (names: readonly string[]): FoundWindow[] =>
    names.flatMap((name) => {
      const window = free.get(name);
      free.delete(name);
      return window ?? [];
    });
  function* storedWindow({ name, head, bytes }: FoundWindow): Generator<void, StoredWindow> {
    const { beneath: _beneath, digest: _digest, spanMillis: _span, ...told } = head;
    const there = take(head.covers);
    const parts: StoredWindow[] = [];
    if (there.length === head.covers.length) for (const part of there) parts.push(yield* storedWindow(part));
    yield;
    return {
      id: name,
      ...told,
      parts: parts.sort((a, b) => a.startMicros - b.startMicros),
      bytes,
      read: () => reader.read(name),
      readDigest: () => reader.readDigest(name),
    };
  }
  const stored: StoredWindow[] = [];
  for (const window of counted) stored.push(yield* storedWindow(window));
  return stored;
}

/** A window that may not be in the store yet. */
export function heldWindow({ window, summary }: PendingWindow): StoredWindow {
  return {
    ...{ ...summary(), covers: [], parts: [], bytes: bytesOf(window) },
    read: async () => window,
    readDigest: async () => digestOf(window),
  };
}
