import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'tsdown';

/** Writes the code of the watching thread, with all that it imports, into a module: it is then in any bundle. */
const folder = join(import.meta.dirname, '../src/watch');
const target = join(folder, 'generated/watch-thread-text.ts');

const { bundles } = await build({
  config: false,
  entry: { thread: join(folder, 'watch-thread.ts') },
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  dts: false,
  write: false,
  logLevel: 'error',
});
const [chunk] = bundles.flatMap(({ chunks }) => chunks);
if (chunk === undefined || !('code' in chunk)) throw new Error('The watching thread could not be built.');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `export const watchThreadText: string = ${JSON.stringify(chunk.code)};\n`);
