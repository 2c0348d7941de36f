import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../../scripts/packages.ts';
import { patchFor } from '../../../routeprof/src/register/module-patch.ts';
import { type Outcomes, readMocha, readNodeTests, readVitest } from './outcomes.ts';

/** What is added to a file of the checkout for one kind of run. A missing file is created. */
export interface Edit {
  readonly file: string;
  readonly text: string;
}

export interface Framework {
  readonly source: string;
  /** The tag whose tests are run. */
  readonly ref: string;
  /** The package script that builds what the tests load. */
  readonly build?: string;
  /**
   * The framework's own package, if dependencies of the suite import it: the published one is used instead of a build.
   */
  readonly itself?: string;
  /** The arguments for Node that run these files, or all, and write the outcomes to `output`. */
  command(files: readonly string[], output: string): readonly string[];
  read(output: string, folder: string): Outcomes;
  /** Edits only for what `--require` cannot reach. */
  readonly registerEdits: readonly Edit[];
  /** Puts the adapter in front of every app that the suite makes. */
  readonly middlewareEdits: readonly Edit[];
}

const nodeTestReporter = join(import.meta.dirname, 'node-test-reporter.ts');

/** Vitest ends the process with the last test, before a window would be written. */
const honoWaits: Edit = {
  file: 'runtime-tests/node/index.test.ts',
  text: 'afterAll(() => new Promise((done) => setTimeout(done, 3_000)));',
};

export const frameworks: Readonly<Record<string, Framework>> = {
  express: {
    source: 'https://github.com/expressjs/express.git',
    ref: 'v5.2.1',
    command: (files, output) => [
      ...['node_modules/mocha/bin/mocha.js', '--require', 'test/support/env', '--check-leaks', '--exit'],
      ...['--reporter', 'json', '--reporter-option', `output=${output}`],
      ...(files.length > 0 ? files : ['test/', 'test/acceptance/']),
    ],
    read: readMocha,
    registerEdits: [],
    middlewareEdits: [wrapExports('lib/express.js', 'express')],
  },
  fastify: {
    source: 'https://github.com/fastify/fastify.git',
    ref: 'v5.9.0',
    command: nodeTests(['test/**/*.test.js', 'test/**/*.test.mjs']),
    read: readNodeTests,
    registerEdits: [],
    middlewareEdits: [wrapExports('fastify.js', 'fastify')],
  },
  koa: {
    source: 'https://github.com/koajs/koa.git',
    ref: 'v3.2.0',
    build: 'build',
    command: nodeTests(['__tests__/**/*.test.js']),
    read: readNodeTests,
    registerEdits: [],
    middlewareEdits: [wrapExports('lib/application.js', 'koa')],
  },
  hono: {
    source: 'https://github.com/honojs/hono.git',
    ref: 'v4.13.3',
    itself: 'hono',
    command: (files, output) => [
      ...['node_modules/vitest/vitest.mjs', '--run', '--coverage.enabled=false'],
      ...['main', 'jsx-runtime-default', 'jsx-runtime-dom', 'node', 'lambda', 'lambda-edge'].map(
        (project) => `--project=${project}`,
      ),
      ...['--reporter=json', `--outputFile=${output}`, ...files],
    ],
    read: readVitest,
    // The suite runs Hono's TypeScript, which `register` does not know as Hono.
    registerEdits: [
      { file: 'src/context.ts', text: patchFor('/hono/dist/context.js')?.line ?? '' },
      honoWaits,
    ],
    middlewareEdits: [...honoAdapter(), honoWaits],
  },
};

function nodeTests(all: readonly string[]): Framework['command'] {
  return (files, output) => [
    ...['--test', `--test-reporter=${nodeTestReporter}`, `--test-reporter-destination=${output}`],
    ...(files.length > 0 ? files : all),
  ];
}

function wrapExports(file: string, name: string): Edit {
  const wrapper = join(import.meta.dirname, `middleware/${name}.ts`);
  return { file, text: `;module.exports = require(${JSON.stringify(wrapper)}).wrap(module.exports);` };
}

/** The published adapter, except that it imports the suite's own Hono. */
function honoAdapter(): Edit[] {
  const core = join(root, 'packages/core/dist');
  const adapt = (name: string): Edit => ({
    file: `src/routeprof/${name}`,
    text: `import { createRequire } from 'node:module';\n${readFileSync(
      join(root, 'packages/hono/dist', name),
      'utf8',
    )
      .replace(/import (\{.*?\}) from "@routeprof\/core(\/node)?";/g, (_, names, node) =>
        requireLine(names, join(core, node === undefined ? 'index.js' : 'node.js')),
      )
      .replace('"hono/route"', "'../helper/route'")}`,
  });
  const options = requireLine('{ options }', join(import.meta.dirname, 'middleware/options.ts'));
  return [
    adapt('index.js'),
    adapt('pattern.js'),
    {
      file: 'src/hono.ts',
      text: `import { createRequire } from 'node:module';
import { profiler as routeprof } from './routeprof/index.js';
${options}
const Plain = Hono;
Hono = class Hono extends Plain {
  constructor(...args) {
    super(...args);
    this.use(routeprof(options));
  }
};`,
    },
  ];
}

function requireLine(names: string, file: string): string {
  return `const ${names} = createRequire(import.meta.url)(${JSON.stringify(file)});`;
}
