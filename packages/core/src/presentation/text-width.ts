/** Drawn two cells wide by terminals: East Asian wide and full-width characters, and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Regional indicators are halves of a flag, one cell each. */
const half = /[\u{1f1e6}-\u{1f1ff}]/u;
const combining = /[\p{Mn}\p{Me}]/u;
/** Marks that combine with a character take no cell, so their number needs its own limit. */
const longestCluster = 4;
/** One cell each: ASCII, Latin, and the punctuation, signs and bars of our own tables. */
const narrow = /^[\x20-\x7e\xa0-\xac\xae-\u02af\u2010-\u2027\u2032-\u205e\u2200-\u22ff\u2500-\u259f]*$/;

/** How many cells of a terminal the text takes. It must be free of control characters: see `visibleText`. */
export function textWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (narrow.test(character)) return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) && !half.test(character) ? 2 : 1;
}

/** At most `width` cells: when it is longer, `…` stands for the middle. */
export function clipMiddle(text: string, width: number): string {
  if (text.length <= width * longestCluster && textWidth(text) <= width) return text;
  const characters = [...text];
  const head = take(characters, Math.ceil((width - 1) / 2));
  const tail = take(characters.reverse(), Math.floor((width - 1) / 2));
  return `${head.join('')}…${tail.reverse().join('')}`;
}

function take(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += characterWidth(character);
    if (used > width || taken.length >= width * longestCluster) break;
    taken.push(character);
  }
  return taken;
}
