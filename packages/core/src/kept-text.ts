/** A copy of a string in its own memory. V8 makes a substring a view of the whole string, which keeps all of it alive. */
export function keptText(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
