/** Tells whether a text is wanted. */
export type Match = (text: string) => boolean;

/** From what a person typed: text, or a `/regular expression/`; letter case does not matter. Undefined for nothing. */
export function matchOf(typed: string): Match | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const pattern = /^\/(.+)\/i?$/s.exec(text)?.[1];
  if (pattern !== undefined) {
    try {
      const expression = new RegExp(pattern, 'i');
      return (candidate) => expression.test(candidate.slice(0, 500));
    } catch {
      // Half typed: it is text until it is an expression.
    }
  }
  const wanted = text.toLowerCase();
  return (candidate) => candidate.toLowerCase().includes(wanted);
}
