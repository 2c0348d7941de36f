import { writeSync } from 'node:fs';

/** Writes a sentence to the standard error, past the app's own stream: what happens there must not become its error. */
export function say(sentence: string): void {
  try {
    writeSync(2, `routeprof: ${sentence.replace(/^routeprof: /, '')}\n`);
  } catch {
    // Nobody reads it any more, or not fast enough.
  }
}

/** What was thrown, as a sentence. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
