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
import { adapters, serverPackages } from './frameworks.ts';

const root = join(import.meta.dirname, '..');
const packages = join(root, '../packages');
/** This package has all frameworks installed. */
const conformance = join(packages, 'conformance');

/** The programs that other processes run. */
export const dist: string = join(root, 'dist');

export function prepare(): void {
  rmSync(dist, { recursive: true, force: true });
  stripPrograms();
  for (const name of ['@routeprof/core', 'routeprof', ...adapters]) install(name);
  linkSampler();
  for (const name of serverPackages) link(join(conformance, 'node_modules', name), name);
}

/** Writes the bench's programs as JavaScript, because Node 20 cannot strip types, and all Nodes should run the same. */
function stripPrograms(): void {
  for (const file of globSync('**/*.ts', { cwd: import.meta.dirname })) {
    const code = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), 'utf8'));
    const target = join(dist, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replace(/((?:from|import) *\(?')(\.[^']*)\.ts'/g, "$1$2.js'"));
  }
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n');
}

/** Copies a package, as an app would have it, so that a build during the run does not change what is measured. */
function install(name: string): void {
  const from = join(packages, name.replace('@routeprof/', ''));
  const to = join(dist, 'node_modules', name);
  for (const part of ['package.json', 'dist']) cpSync(join(from, part), join(to, part), { recursive: true });
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  );
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    // Core is a copy, too.
    if (dependency !== '@routeprof/core')
      link(join(from, 'node_modules', dependency), join(name, 'node_modules', dependency));
  }
}

/** The steps of the floor have the sampler that core uses. */
function linkSampler(): void {
  const name = '@datadog/pprof';
  link(join(packages, 'core/node_modules', name), name);
}

/** The path of a file of an installed package. */
export function installed(path: string): string {
  return join(dist, 'node_modules', path);
}

/** Lets programs import a package that is installed elsewhere. */
function link(from: string, name: string): void {
  const at = join(dist, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(realpathSync(from), at, 'junction');
}
