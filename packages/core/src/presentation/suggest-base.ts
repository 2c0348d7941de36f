import { type Part, queryMoment } from '../query/part.ts';
import type { History, TimeBounds } from './model/history.ts';

/** Something to hold what is chosen against. */
export interface Suggestion {
  readonly title: string;
  /** As in `base=`. */
  readonly base: string;
  /** What must be chosen for that, besides what is chosen already. */
  readonly part: Partial<Part>;
}

const dayMicros = 86_400e6;

/** What one may want to compare with: another version, the time before, the day before. The likeliest first. */
export function suggestBases(
  { versions, slices }: Pick<History, 'versions' | 'slices'>,
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

/** Times beside a chosen one, and as long: what is chosen stays what it is. */
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
    suggestions.push({ title: 'the time before, as long', base, part: {} });
  }
  if (to < last && span > 0) {
    const base = `${queryMoment(to)}..${queryMoment(to + span)}`;
    suggestions.push({ title: 'the time after, as long', base, part: {} });
  }
  if (first < from - dayMicros + span) {
    const base = `${queryMoment(from - dayMicros)}..${queryMoment(from - dayMicros + span)}`;
    suggestions.push({ title: 'the same time a day before', base, part: {} });
  }
  return suggestions;
}
