import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FunctionRow, ReportModel } from '@routeprof/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFull } from '../../core/test/fixtures/full.ts';
import { node } from '../src/client/server-process.ts';
import { chosenNode, hasContextFrames } from '../src/node-binaries.ts';
import { type Bundling, bundlers } from './bundles/bundlers.ts';
import { programFile } from './client/program.ts';

const servers = programFile('bundles/servers.mjs');
const vendor = programFile('bundles/vendor.mjs');
const work = programFile('bundles/work.mjs');
/** Where the native sampler can be resolved, because a bundle does not contain it. */
const core = fileURLToPath(new URL('../../core', import.meta.url));

let root: string;
beforeAll(async () => {
  // Where the frameworks that are not in a bundle can be resolved.
  const folder = fileURLToPath(new URL('../node_modules/.bundles', import.meta.url));
  await mkdir(folder, { recursive: true });
  root = await mkdtemp(join(folder, 'test-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

type Way = Pick<Bundling, 'entries' | 'format' | 'minify'> & { readonly bundler: keyof typeof bundlers };
const whole = { servers };
const split = { servers, vendor };
const ways: readonly Way[] = [
  { bundler: 'esbuild', format: 'esm', minify: false, entries: whole },
  { bundler: 'esbuild', format: 'cjs', minify: true, entries: whole },
  { bundler: 'rollup', format: 'esm', minify: false, entries: split },
  { bundler: 'webpack', format: 'esm', minify: true, entries: whole },
  { bundler: 'webpack', format: 'cjs', minify: true, entries: split },
];
const moreWays: readonly Way[] = [
  { bundler: 'esbuild', format: 'esm', minify: true, entries: split },
  { bundler: 'rollup', format: 'cjs', minify: true, entries: whole },
  { bundler: 'webpack', format: 'cjs', minify: false, entries: whole },
];
const chosen = isFull ? [...ways, ...moreWays] : ways;

/** The bundles are the same whatever runs them, and esbuild makes them fast. */
const waysHere = chosenNode() === 24 ? chosen : chosen.filter(({ bundler }) => bundler === 'esbuild');

test.for(waysHere)(
  'an app bundled by $bundler (minify: $minify) as $format has its work in its routes',
  async ({ bundler, ...how }) => {
    const folder = await mkdtemp(join(root, 'app-'));
    await bundlers[bundler]({ ...how, folder });
    await check(join(folder, `servers.${how.format === 'esm' ? 'mjs' : 'cjs'}`));
  },
);

test('an app that loads a bundle of its packages has its work in its routes, and the names of its sources', async () => {
  const folder = await mkdtemp(join(root, 'vendor-'));
  const how = { folder, format: 'esm', minify: true } as const;
  await bundlers.esbuild({ ...how, entries: { vendor } });
  await copyFile(servers, join(folder, 'servers.mjs'));
  const written = join(folder, 'src', 'work.ts');
  await mkdir(join(folder, 'src'));
  await copyFile(work, written);
  await bundlers.esbuild({ ...how, entries: { work: written }, sourceMaps: true });
  // The thread that reads source maps gives these names: it must start from its text in the bundle.
  for (const row of await check(join(folder, 'servers.mjs'))) {
    expect(row).toMatchObject({ file: expect.stringMatching(/src[\\/]work\.ts$/), line: 3 });
  }
});

/** Functions of the profiler that call the app. If one were not recognised, it would be in the app's stacks. */
const ownNames = /^(routeprof:.*|callThrough|callApp|recordExchange)$/;
const engine = hasContextFrames() ? 'async-context' : 'inspector';

/** Returns the app's work in each server. */
async function check(file: string): Promise<(FunctionRow | undefined)[]> {
  const { stdout } = await promisify(execFile)(node, [file], { cwd: core, maxBuffer: 1 << 26 });
  const reports = JSON.parse(stdout) as Record<string, ReportModel>;
  expect(Object.keys(reports)).toEqual(['express', 'fastify', 'hono', 'http', 'koa']);
  return Object.entries(reports).map(([name, { query, scope, functions, status }]) => {
    expect([query.route, status.engine]).toEqual([`GET /${name}`, engine]);
    const names = functions.map((row) => row.name);
    expect(names.filter((name) => ownNames.test(name))).toEqual([]);
    const work = functions.find((row) => row.name === 'app:work');
    expect((work?.totalCpuMicros ?? 0) / scope.cpuMicros, name).toBeGreaterThan(0.5);
    return work;
  });
}
