import type {
  ActivitySlice,
  History,
  ProcessSpan,
  TimeBounds,
} from '../../../core/src/presentation/model/history.ts';
import { basePart, choiceOf, type Part, queryMoment } from '../shared.ts';

/** A range of slices by index, both ends included. */
export interface SliceRange {
  readonly first: number;
  readonly last: number;
}

/** The time bounds that an address means, of the current side and the baseline; undefined if it cannot be parsed. */
export function boundsIn(
  { slices, versions, processes }: Pick<History, 'slices' | 'versions' | 'processes'>,
  address: Part & { readonly base: string },
): { readonly chosen: TimeBounds; readonly base: TimeBounds | undefined } | undefined {
  const present = {
    nowMicros: slices.at(-1)?.endMicros ?? 0,
    deployMicros: versions.at(-1)?.fromMicros ?? 0,
  };
  const of = (part: Part): TimeBounds => {
    const { fromMicros, toMicros, version, host, process } = choiceOf(part, present);
    const onHost = processes.filter((span) => host !== '' && span.host === host);
    // One version, host or process has no measurements outside its own span.
    const spans = [
      ...versions.filter((span) => span.version === version),
      ...processes.filter((span) => span.instance === process),
      ...(onHost.length === 0 ? [] : [spanOf(onHost)]),
    ];
    const from = Math.max(fromMicros, ...spans.map((span) => span.fromMicros));
    const to = Math.min(toMicros, ...spans.map((span) => span.toMicros));
    return { from, to: Number.isFinite(to) ? to : 0 };
  };
  try {
    const base = basePart(address.base, address);
    return { chosen: of(address), base: base && of(base) };
  } catch {
    return undefined;
  }
}

/** The bounds that an address sets with `from` and `to`, 0 for none. A version or process alone sets no bounds. */
export function chosenTimes(history: History, address: Part & { readonly base: string }): TimeBounds {
  const none = { from: 0, to: 0 };
  if (address.from === '' && address.to === '') return none;
  return boundsIn(history, address)?.chosen ?? none;
}

/** The slices that overlap a time, where a bound of 0 is open; undefined if none does. */
export function slicesBetween(
  slices: readonly ActivitySlice[],
  { from, to }: TimeBounds,
): SliceRange | undefined {
  const touches = ({ startMicros, endMicros }: ActivitySlice): boolean =>
    endMicros > from && (to === 0 || startMicros < to);
  const first = slices.findIndex(touches);
  return first < 0 ? undefined : { first, last: slices.findLastIndex(touches) };
}

/** Where a time is drawn, as shares of the whole; undefined if it lies outside. */
export function placeBetween(
  slices: readonly ActivitySlice[],
  { from, to }: TimeBounds,
): { readonly from: number; readonly width: number } | undefined {
  const start = slices[0]?.startMicros ?? 0;
  const end = slices.at(-1)?.endMicros ?? start;
  const first = Math.max(start, from);
  const last = to === 0 ? end : Math.min(end, to);
  if (last <= first) return undefined;
  return { from: (first - start) / (end - start), width: (last - first) / (end - start) };
}

/**
 * The bounds of a range, for an address. They are open at both ends of the time line, so that new slices are included.
 */
export function boundsOf(
  slices: readonly ActivitySlice[],
  { first, last }: SliceRange,
): { readonly from: string; readonly to: string } {
  return {
    from: first === 0 ? '' : queryMoment(slices[first]?.startMicros ?? 0),
    to: last === slices.length - 1 ? '' : queryMoment(slices[last]?.endMicros ?? 0),
  };
}

/** The slice at a share of the whole time, or the nearest one. */
export function sliceAt(slices: readonly ActivitySlice[], share: number): number {
  const start = slices[0]?.startMicros ?? 0;
  const at = start + share * ((slices.at(-1)?.endMicros ?? start) - start);
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, { startMicros, endMicros }] of slices.entries()) {
    const distance = Math.max(startMicros - at, at - endMicros, 0);
    if (distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}

function spanOf(spans: History['processes']): Pick<ProcessSpan, 'fromMicros' | 'toMicros'> {
  return {
    fromMicros: Math.min(...spans.map(({ fromMicros }) => fromMicros)),
    toMicros: Math.max(...spans.map(({ toMicros }) => toMicros)),
  };
}
