import { formatChange } from './compare-words.ts';
import type { Verdict } from './model/comparison.ts';

/** How a call changed; no change if it has no baseline. */
export interface CallChange {
  readonly verdict: Verdict;
  readonly change: number | undefined;
}

/** `▲ +12.0%`, `▼ gone`; empty where nothing surely changed. */
export function callMark({ verdict, change }: CallChange): string {
  if (verdict === 'slower') return `▲ ${formatChange(change)}`;
  if (verdict === 'faster') return `▼ ${formatChange(change)}`;
  return { new: '▲ new', gone: '▼ gone' }[verdict as 'new'] ?? '';
}

/** Of a change that is not more than noise, and of one that samples are too few to tell. */
export const doubtWords: Readonly<Record<'same' | 'unsure', string>> = { same: 'noise', unsure: 'unsure' };

/** `▲ +12.0%`, or `+1.2%, noise`. */
export function callChangeText(call: CallChange): string {
  const mark = callMark(call);
  return mark === '' ? `${formatChange(call.change)}, ${doubtWords[call.verdict as 'same']}` : mark;
}
