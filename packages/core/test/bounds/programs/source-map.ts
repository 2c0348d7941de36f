import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../../../src/sample/stack-tree.ts';
import { createSourcePositions } from '../../../src/source-code/source-positions.ts';
import { encodeMappings, type Segment } from '../../fixtures/encode-mappings.ts';
import { growthSince, settledMemory } from './facts.ts';

/** A bundle whose map has more than 12 MB: what finding positions in it keeps, and whether the loop goes on meanwhile. */
const lines = 40_000;
const perLine = 30;

const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
const file = join(folder, 'bundle.js');
writeFileSync(file, 'f();\n//# sourceMappingURL=bundle.js.map');
const mapBytes = writeMap();

const problems: string[] = [];
const positions = createSourcePositions({
  appFolder: folder,
  maxMemory: 64 * 1024 * 1024,
  onFailure: (error) => problems.push(String(error)),
});
const frames: Frame[] = Array.from({ length: 1_000 }, (_, i) => ({
  name: 'f',
  file,
  line: 1 + i,
  column: 31,
}));
const before = await settledMemory();

// After this the loop polls. What is done at once from here on ends before the loop's next turn; an answer of another
// thread comes after it, however quick it is.
await stat(file);
let turns = 0;
setImmediate(() => turns++);
const resolved = await positions.resolve(frames);
const turnsMeanwhile = turns;

const memory = growthSince(before, await settledMemory());
const known = await positions.readSource(frames[7] as Frame, resolved[7] as Frame);
process.stdout.write(
  JSON.stringify({ mapBytes, last: resolved.at(-1), source: known, problems, memory, turnsMeanwhile }),
);
rmSync(folder, { recursive: true });

/** A separate function, so that its variables are freed when memory is measured. */
function writeMap(): number {
  const segments = (line: number): Segment[] =>
    Array.from({ length: perLine }, (_, i) => ({
      column: 10 * i,
      source: line % 100,
      line: line * 2,
      sourceColumn: i,
      name: i % 3 === 0 ? i : -1,
    }));
  const map = {
    version: 3,
    sources: Array.from({ length: 100 }, (_, i) => `src/${i}.ts`),
    sourcesContent: Array.from({ length: 100 }, (_, i) => `// ${i}\n`.repeat(10_000)),
    names: Array.from({ length: perLine }, (_, i) => `name${i}`),
    mappings: encodeMappings(Array.from({ length: lines }, (_, line) => segments(line))),
  };
  const text = JSON.stringify(map);
  writeFileSync(`${file}.map`, text);
  return text.length;
}
