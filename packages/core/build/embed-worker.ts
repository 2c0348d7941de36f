import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/** Writes the text of the source-map thread into a module: it is then in the code, whatever bundles that. */
const folder = join(import.meta.dirname, '../src/source-code');
const sources = [
  'skip-literals.ts',
  'name-before.ts',
  'callback-labels.ts',
  'map-segments.ts',
  'read-source-map.ts',
  'map-positions.ts',
  'source-map-worker.ts',
];
const target = join(import.meta.dirname, '../src/source-code/generated/source-map-worker-text.ts');

// One text: what they import of each other is in it.
const text = sources
  .map((name) => stripTypeScriptTypes(readFileSync(join(folder, name), 'utf8')))
  .join('\n')
  .replace(/^export (?=(?:async )?function |class |const )/gm, '')
  .replace(/^import \{[^}]*\} from '\.\/[^']*';$/gm, '')
  .split('\n')
  .map((line) => line.trimEnd())
  .filter((line) => line !== '')
  .join('\n');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `export const workerText: string = ${JSON.stringify(text)};\n`);
