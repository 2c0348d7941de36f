import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/** Writes the text of the source-map thread into a module: it is then in the code, whatever bundles that. */
const source = join(import.meta.dirname, '../src/report/source-map-worker.ts');
const target = join(import.meta.dirname, '../src/report/generated/source-map-worker-text.ts');

const text = stripTypeScriptTypes(readFileSync(source, 'utf8'))
  .split('\n')
  .map((line) => line.trimEnd())
  .filter((line) => line !== '')
  .join('\n');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `export const workerText: string = ${JSON.stringify(text)};\n`);
