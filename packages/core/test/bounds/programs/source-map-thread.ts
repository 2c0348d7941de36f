import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSourcePositions } from '../../../src/source-code/source-positions.ts';

/** Finds one position through a map and ends, as there is nothing left to wait for. */
const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
const file = join(folder, 'code.js');
const map = { version: 3, sources: ['code.ts'], names: [], mappings: 'AAUA' };
writeFileSync(file, 'f();\n//# sourceMappingURL=code.js.map');
writeFileSync(`${file}.map`, JSON.stringify(map));

const failures: string[] = [];
const positions = createSourcePositions({
  appFolder: folder,
  maxMemory: 64 * 1024 * 1024,
  onFailure: (error) => failures.push(String(error)),
});
const [found] = await positions.resolve([{ name: 'f', file, line: 1, column: 1 }]);
process.stdout.write(JSON.stringify({ line: found?.line, failures }));
rmSync(folder, { recursive: true });
