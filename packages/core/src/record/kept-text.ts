/** The same text in memory of its own. V8 makes a part of a long text a view of it, which keeps all of it. */
export function keptText(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
