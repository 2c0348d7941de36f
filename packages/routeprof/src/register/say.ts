import { writeSync } from 'node:fs';

/** Writes a sentence to the standard error directly: an error in the app's own stream object would be the app's. */
export function say(sentence: string): void {
  try {
    writeSync(2, `routeprof: ${sentence.replace(/^routeprof: /, '')}\n`);
  } catch {
    // The reader of the stream is gone, or too slow.
  }
}

/** A thrown value as a sentence. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
