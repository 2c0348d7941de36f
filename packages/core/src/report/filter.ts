import { QueryError } from './query.ts';

export type Filter = (text: string) => boolean;

/**
 * A filter from what a person typed: text that must occur, or `/pattern/` as a regular expression. Patterns are matched
 * by RE2's algorithm, in time linear in the text: no pattern can hold the event loop.
 */
export async function createFilter(typed: string): Promise<Filter | undefined> {
  if (typed === '') return undefined;
  const pattern = /^\/(.+)\/i?$/s.exec(typed)?.[1];
  if (pattern === undefined) {
    const wanted = typed.toLowerCase();
    return (text) => text.toLowerCase().includes(wanted);
  }
  // Loaded when it is first needed: few reports have a pattern, and every app has a start-up time.
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    // The engine shows the pattern with its own flags in front.
    const reason = (error instanceof Error ? error.message : String(error)).replace('(?i)', '');
    throw new QueryError(
      `The filter ${JSON.stringify(typed.slice(0, 80))} is not a regular expression that can be used (${reason}). Leave the slashes out to search for the text itself.`,
    );
  }
}
