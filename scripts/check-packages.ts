import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type NodeMajor, nodeBinary } from '../packages/conformance/src/node-binaries.ts';
import { type Package, publicPackages, root } from './packages.ts';

// Users get the tarballs, so these checks look at the tarballs.
const packages = publicPackages();
const temp = mkdtempSync(join(tmpdir(), 'routeprof-'));
process.on('exit', () => rmSync(temp, { recursive: true, force: true }));

/** Limits of packed size. Core contains ESM, CommonJS, and the report's page. */
const limitsKib: Readonly<Record<string, number>> = {
  '@routeprof/core': 940,
  '@routeprof/conformance': 60,
  routeprof: 96,
};

const suiteName = '@routeprof/conformance';

const tarballs = new Map(packages.map((one) => [one.name, pack(one)]));
for (const [name, tarball] of tarballs) {
  checkSize(name, tarball);
  checkHome(name, tarball);
  run('publint', ['run', tarball, '--strict']);
  // The suite is ESM only, as Vitest is.
  run('attw', [tarball, '--profile', name === suiteName ? 'esm-only' : 'strict', '--format', 'ascii']);
}
smoke([20, 24]);

function pack({ name, dir }: Package): string {
  const tarball = join(temp, `${name.replace('@', '').replace('/', '-')}.tgz`);
  run('pnpm', ['pack', '--out', tarball], dir);
  return tarball;
}

function checkSize(name: string, tarball: string): void {
  const limitKib = limitsKib[name] ?? 20;
  const kib = statSync(tarball).size / 1024;
  console.log(`${name}: ${kib.toFixed(1)} KiB packed, ${limitKib} allowed`);
  if (kib > limitKib) throw new Error(`${name} is larger than its limit of ${limitKib} KiB`);
}

/** A tarball must have the project's URLs, which only the root's manifest has in the repository. */
function checkHome(name: string, tarball: string): void {
  const manifest = JSON.parse(run('tar', ['-xOzf', tarball, 'package/package.json']));
  if (!manifest.repository?.directory || !manifest.homepage || !manifest.bugs)
    throw new Error(`${name} does not say where its repository, homepage and bugs are`);
}

/**
 * Installs the tarballs with npm into an empty project. Each entry must load by `import` and `require`, print nothing,
 * and let the process end.
 */
function smoke(majors: NodeMajor[]): void {
  const project = join(temp, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'smoke', version: '1.0.0', private: true }),
  );
  const { [suiteName]: suite = '', ...others } = Object.fromEntries(tarballs);
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...Object.values(others)], project);
  runSuite(project, suite);
  for (const major of majors) {
    const binary = nodeBinary(major);
    if (!binary) {
      console.log(`Node ${major} is not installed here: not tried`);
      continue;
    }
    for (const entry of packages.flatMap(({ name, entries }) => (name === suiteName ? [] : entries))) {
      load(binary, project, 'import', `import * as it from '${entry}';`);
      load(binary, project, 'require', `const it = require('${entry}');`);
    }
    const said = run(
      binary,
      [join(project, 'node_modules/routeprof/dist/routeprof.js'), '--version'],
      project,
    );
    if (!/^\d+\.\d+\.\d+$/.test(said)) throw new Error(`routeprof --version says ${said}`);
    for (const name of ['two-copies.mjs', 'another-protocol.mjs'])
      run(binary, [copyTo(project, name)], project);
    console.log(
      `Node ${major}: every entry imports and requires, both at once are one profiler, and the command runs`,
    );
    for (const program of ['adapters', 'starts']) runJest(binary, project, program);
    console.log(
      `Node ${major}: Jest runs an app of each framework with its profiler, and profilers one after the other`,
    );
  }
}

/**
 * Runs the suite from its tarball, on an adapter for a framework that it does not know, with this repository's Vitest.
 */
function runSuite(project: string, tarball: string): void {
  const installed = join(project, 'node_modules', suiteName);
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  symlinkSync(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'));
  cpSync(join(root, 'scripts/check-packages/adapter'), join(project, 'adapter'), { recursive: true });
  const words = ['run', '--root', join(project, 'adapter'), '--testTimeout=120000', '--hookTimeout=120000'];
  // The other groups take a minute, and test the profiler rather than the package.
  const said = run('vitest', [...words, '-t', 'routes|mounts|guard'], project);
  if (!/Tests .*\d+ passed/.test(said)) throw new Error(`The suite tried nothing:\n${said}`);
  console.log('The suite, from its tarball, passes an adapter for a framework of 50 lines');
}

/** Runs two Jest files, which load CommonJS, one after the other in one process. */
function runJest(binary: string, project: string, program: string): void {
  const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
  const folder = join(project, program);
  mkdirSync(folder, { recursive: true });
  for (const name of ['one.test.cjs', 'two.test.cjs']) copyTo(folder, `${program}.test.cjs`, name);
  run(binary, [jest, '--runInBand', '--rootDir', folder, '--testMatch', '**/*.test.cjs'], project);
}

function copyTo(project: string, program: string, name = program): string {
  const file = join(project, name);
  copyFileSync(join(root, 'scripts/check-packages', program), file);
  return file;
}

function load(binary: string, project: string, how: 'import' | 'require', code: string): void {
  const type = how === 'import' ? 'module' : 'commonjs';
  // `register` works by being loaded and exports nothing.
  const check = code.includes('/register')
    ? ''
    : `if (!Object.values(it).some((value) => ['function', 'object'].includes(typeof value))) throw new Error('exports neither a function nor a table');`;
  const said = run(binary, [`--input-type=${type}`, '-e', code + check], project);
  if (said) throw new Error(`Loading must be silent, but ${code} printed: ${said}`);
}

/** Runs a command and returns its output, of both streams. An error contains the output too. */
function run(command: string, args: string[], cwd = root): string {
  try {
    return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', command, ...args], {
      cwd,
      encoding: 'utf8',
      timeout: 120_000,
    }).trim();
  } catch (error) {
    console.error((error as { stdout?: string }).stdout);
    throw new Error(`${command} ${args.join(' ')} failed`);
  }
}
