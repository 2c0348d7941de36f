import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const packages = join(root, '../packages');

/** Everything that other processes run. */
export const dist: string = join(root, 'dist');

export function prepare(): void {
  rmSync(dist, { recursive: true, force: true });
  stripPrograms();
  for (const name of ['core', 'express', 'fastify', 'koa', 'hono']) install(name);
}

/** The bench's own programs as JavaScript: Node 20 cannot read types, and all Nodes should run the same. */
function stripPrograms(): void {
  for (const file of globSync('**/*.ts', { cwd: import.meta.dirname })) {
    const code = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), 'utf8'));
    const target = join(dist, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replace(/((?:from|import) *\(?')(\.[^']*)\.ts'/g, "$1$2.js'"));
  }
  cpSync(join(root, 'package.json'), join(dist, 'package.json'));
}

/** A copy of a package, as an app would have it: what is built while this runs must not change what is measured. */
function install(name: string): void {
  const from = join(packages, name);
  const to = join(dist, 'node_modules/@routeprof', name);
  for (const part of ['package.json', 'dist']) cpSync(join(from, part), join(to, part), { recursive: true });
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(to, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(from, 'node_modules', dependency)), link, 'junction');
  }
}
