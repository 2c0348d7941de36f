import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The programs that other processes run, as JavaScript: Node 20 cannot read types, and all Nodes should run the same. */
export const dist: string = join(root, 'dist');

export function prepare(): void {
  rmSync(dist, { recursive: true, force: true });
  for (const file of globSync('**/*.ts', { cwd: import.meta.dirname })) {
    const code = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), 'utf8'));
    const target = join(dist, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replace(/((?:from|import) *\(?')(\.[^']*)\.ts'/g, "$1$2.js'"));
  }
  cpSync(join(root, 'package.json'), join(dist, 'package.json'));
}
