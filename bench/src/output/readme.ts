import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../README.md');
const [begin, end] = ['<!-- result: begin -->', '<!-- result: end -->'];

/** Puts the result between the markers of the README. */
export function writeReadme(result: string): void {
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`bench/README.md has no ${begin} and ${end} to write between`);
  writeFileSync(file, `${before}${begin}\n\n${result}\n\n${end}${after}`);
}
