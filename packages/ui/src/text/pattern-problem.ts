const longestPattern = 200;
/** Each part that may be of any length multiplies the ways to match by the length of the text. */
const mostOpenParts = 3;

/** Why a regular expression could take for ever on a short text; undefined for those that cannot. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > longestPattern)
    return `This pattern is too long: at most ${longestPattern} characters are matched.`;
  // What must not be repeated: groups that match the same text in several ways.
  const ambiguous: boolean[] = [false];
  let openParts = 0;
  let closed = false;
  for (const [token] of pattern.matchAll(
    /\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|./gs,
  )) {
    const repeats = token === '*' || token === '+' || /^\{\d/.test(token);
    const exact = /^\{\d+\}$/.test(token);
    if (repeats) {
      if (closed) return 'This pattern repeats a group that repeats or chooses: it could take for ever.';
      if (!exact) {
        ambiguous[ambiguous.length - 1] = true;
        openParts++;
      }
    } else if (token === '|' || token === '?') ambiguous[ambiguous.length - 1] = true;
    closed = false;
    if (token.startsWith('(')) ambiguous.push(false);
    else if (token === ')' && ambiguous.length > 1) {
      closed = ambiguous.pop() as boolean;
      if (closed) ambiguous[ambiguous.length - 1] = true;
    }
  }
  return openParts > mostOpenParts
    ? `This pattern has more than ${mostOpenParts} parts of any length: it could take for ever.`
    : undefined;
}
