/** The known word that a mistyped one most likely stands for; `undefined` when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const mostEdits = Math.max(1, Math.floor(word.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((left, right) => left.edits - right.edits);
  return best?.candidate;
}

/** ` Did you mean "rate"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** How many letters to insert, delete or replace to turn one word into another (Levenshtein distance). */
function editsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [row, letter] of [...from].entries()) {
    const edits = [row + 1];
    for (const [column, wanted] of [...to].entries()) {
      const replaced = (above[column] as number) + (letter === wanted ? 0 : 1);
      edits.push(Math.min(replaced, (above[column + 1] as number) + 1, (edits[column] as number) + 1));
    }
    above = edits;
  }
  return above[to.length] as number;
}
