import { isLadder } from '../../is-ladder.ts';
import type { RetentionRung } from '../../options.ts';
import type { StoreMark } from '../../store-contract.ts';

// A service may be gone before its windows are old. Others that share its store then keep them as it would have done.
export const retentionKind = 'retention';

const longestText = 200;
const mostMillis = 1e15 - 1;

/** `undefined` for a ladder that is too long for a mark. */
export function retentionMark(ladder: readonly RetentionRung[], atMicros: number): StoreMark | undefined {
  const text = (millis: number): string => String(Math.min(mostMillis, Math.ceil(millis)));
  const value = ladder
    .map(({ everyMillis, forMillis }) => `${text(everyMillis)}/${text(forMillis)}`)
    .join(' ');
  return value.length > longestText ? undefined : { kind: retentionKind, atMicros, value };
}

/** `undefined` when it is not a ladder: nothing in a store is trusted. */
export function readRetention(value: string): RetentionRung[] | undefined {
  if (value.length > longestText) return undefined;
  const ladder = value.split(' ').map((rung) => {
    const [, every, lasts] = /^(\d{1,15})\/(\d{1,15})$/.exec(rung) ?? [];
    return { everyMillis: Number(every), forMillis: Number(lasts) };
  });
  return isLadder(ladder) ? ladder : undefined;
}
