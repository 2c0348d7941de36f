import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { stripPrograms } from '../../bench/src/prepare.ts';

test('the programs of the bench have all files that they import', () => {
  const into = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    stripPrograms(into);
    const missing: string[] = [];
    let imports = 0;
    for (const file of globSync('**/*.js', { cwd: into })) {
      const code = readFileSync(join(into, file), 'utf8');
      for (const [, path] of code.matchAll(/(?:from|import) *\(?'(\.[^']*)'/g)) {
        imports++;
        if (!existsSync(join(into, dirname(file), path as string))) missing.push(`${file}: ${path}`);
      }
    }
    expect(missing).toEqual([]);
    expect(imports).toBeGreaterThan(50);
  } finally {
    rmSync(into, { recursive: true });
  }
});
