import { readFileSync } from 'node:fs';

/** The number of the line of a source beside this file that has this text. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}
