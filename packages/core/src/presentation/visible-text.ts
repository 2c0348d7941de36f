import { clipMiddle } from './text-width.ts';

/**
 * What a reader would not see, or what would act on a terminal or on the text around it: control characters and ANSI
 * escapes, line breaks, bidirectional controls, zero-width characters, halves of surrogate pairs.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Enough marks for any script; more of them pile up over the lines above. */
const piledMarks = /(\p{Mn}{3})\p{Mn}+/gu;

const harmless = /^[\x20-\x7e]*$/;
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Writes invisible characters as escapes: `\u202e`. The result is one line and changes nothing around it. */
export function visibleText(text: string): string {
  if (harmless.test(text)) return text;
  return text.replace(piledMarks, '$1…').replace(invisible, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return short[character] ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`);
  });
}

/** Names from the app can have any length. */
export const longestName = 160;
/** Whole paths are shown to be read and copied, so they may be longer. */
export const longestPath = 600;

/** A name from the app, harmless and of bounded width: its middle goes first, as both ends say more. */
export function visibleName(text: string, width: number = longestName): string {
  return clipMiddle(visibleText(text), width);
}
