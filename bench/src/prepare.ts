import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { adapters, serverPackages } from './frameworks.ts';

const root = join(import.meta.dirname, '..');
const packages = join(root, '../packages');
/** This package has all frameworks installed. */
const conformance = join(packages, 'conformance');

/** The programs that other processes run. */
export const dist: string = join(root, 'dist');

export function prepare(): void {
  rmSync(dist, { recursive: true, force: true });
  stripPrograms(dist);
  for (const name of ['@routeprof/core', 'routeprof', ...adapters]) install(name);
  linkSampler();
  // Of the program whose CPU is known.
  link(join(conformance, 'node_modules/koffi'), 'koffi');
  for (const name of serverPackages) link(join(conformance, 'node_modules', name), name);
}

/** Writes the bench's programs as JavaScript, because Node 20 cannot strip types, and all Nodes should run the same. */
export function stripPrograms(into: string): void {
  for (const file of globSync('**/*.ts', { cwd: import.meta.dirname }))
    strip(join(import.meta.dirname, file), into);
  writeFileSync(join(into, 'package.json'), '{ "type": "module" }\n');
}

/** Also writes what a program has from other folders of the repository, such as random numbers. */
function strip(file: string, into: string): void {
  const target = targetOf(file, into);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const others: string[] = [];
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8')).replace(
    /((?:from|import) *\(?')(\.[^']*\.ts)'/g,
    (_all, before: string, path: string) => {
      const imported = join(dirname(file), path);
      others.push(imported);
      const found = relative(dirname(target), targetOf(imported, into));
      return `${before}${found.startsWith('.') ? found : `./${found}`}'`;
    },
  );
  writeFileSync(target, code);
  for (const other of others) strip(other, into);
}

function targetOf(file: string, into: string): string {
  const within = relative(import.meta.dirname, file);
  const path = within.startsWith('..') ? join('outside', relative(join(root, '..'), file)) : within;
  return join(into, path.replace(/\.ts$/, '.js'));
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
