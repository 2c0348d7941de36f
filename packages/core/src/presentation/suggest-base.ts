import { type Part, queryMoment } from '../query/part.ts';
import type { History, ProcessSpan, TimeBounds } from './model/history.ts';

/** A baseline for what is chosen. */
export interface Suggestion {
  readonly title: string;
  /** As in `base=`. */
  readonly base: string;
  /** What must be chosen in addition for this baseline. */
  readonly part: Partial<Part>;
}

const dayMicros = 86_400e6;
/** More are in the table of processes. */
const mostPlaces = 10;

/** Baselines that a user may want: another version, host or process, the time before, the day before. The likeliest comes first. */
export function suggestBases(
  { versions, slices, processes }: Pick<History, 'versions' | 'slices' | 'processes'>,
  part: Part,
  chosen: TimeBounds,
): Suggestion[] {
  const newest = versions.at(-1)?.version ?? '';
  const own = part.version === '' ? newest : part.version;
  const others = versions.filter(({ version }) => version !== own).reverse();
  const suggestions: Suggestion[] = others.map(({ version }) => ({
    title: `version ${version}`,
    base: `version:${version}`,
    part: { version: own },
  }));
  suggestions.push(...otherPlaces(processes, part));
  const [first, last] = [slices[0], slices.at(-1)];
  if (first === undefined || last === undefined) return suggestions;
  if (chosen.from > 0 || chosen.to > 0) {
    suggestions.push(...otherTimes(part, chosen, first.startMicros, last.endMicros));
  } else if (slices.length > 1) {
    const middle = queryMoment(slices[slices.length >> 1]?.startMicros ?? 0);
    suggestions.push({ title: 'the first half', base: `..${middle}`, part: { from: middle } });
  }
  return suggestions;
}

/** The same on other hosts, or in other processes, where one is chosen. */
function otherPlaces(processes: readonly ProcessSpan[], part: Part): Suggestion[] {
  if (part.process !== '') {
    return processes
      .filter(({ instance }) => instance !== part.process)
      .slice(0, mostPlaces)
      .map(({ instance, pid, host }) => ({
        title: `pid ${pid}${host === undefined ? '' : ` on ${host}`}`,
        base: `process:${instance}`,
        part: {},
      }));
  }
  if (part.host === '') return [];
  const hosts = [...new Set(processes.flatMap(({ host }) => host ?? []))].filter(
    (host) => host !== part.host,
  );
  return hosts
    .slice(0, mostPlaces)
    .map((host) => ({ title: `host ${host}`, base: `host:${host}`, part: {} }));
}

/** Spans before and after the chosen one, of the same length. What is chosen does not change. */
function otherTimes(part: Part, chosen: TimeBounds, first: number, last: number): Suggestion[] {
  const from = Math.max(chosen.from, first);
  const to = chosen.to > 0 ? chosen.to : last;
  const span = to - from;
  const suggestions: Suggestion[] = [];
  const age = /^-(\d+)([smhd])$/.exec(part.from);
  if (first < from && span > 0) {
    const base =
      age && part.to === ''
        ? `-${2 * Number(age[1])}${age[2]}..${part.from}`
        : `${queryMoment(from - span)}..${queryMoment(from)}`;
    suggestions.push({ title: 'the same length of time before', base, part: {} });
  }
  if (to < last && span > 0) {
    const base = `${queryMoment(to)}..${queryMoment(to + span)}`;
    suggestions.push({ title: 'the same length of time after', base, part: {} });
  }
  if (first < from - dayMicros + span) {
    const base = `${queryMoment(from - dayMicros)}..${queryMoment(from - dayMicros + span)}`;
    suggestions.push({ title: 'the same time the day before', base, part: {} });
  }
  return suggestions;
}
