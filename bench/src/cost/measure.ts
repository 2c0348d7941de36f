import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npx --yes pnpm@12 bench:cost`: measures all that docs/cost.md shows, 45 minutes on two cores that do nothing else,
 * and writes it. What fails leaves the older result in place.
 */
const bench = join(import.meta.dirname, '../main.ts');
const page = join(import.meta.dirname, 'main.ts');
const compared = 'plain-again,middleware,register,cpu-prof,0x,flame,pyroscope,dd-trace,sentry,opentelemetry';
const frameworks = ['--frameworks', 'express,fastify'];
const runs: Readonly<Record<string, readonly string[]>> = {
  truth: ['--truth', '30', '--peers', '--defaults'],
  compare: ['--quick', ...frameworks, '--variants', compared, '--defaults'],
  'start-up': ['--start-up', ...frameworks, '--variants', compared, '--defaults'],
  'installed-size': ['--installed-size', '--peers'],
};

const written: string[] = [];
for (const [name, args] of Object.entries(runs)) {
  const file = `test-results/cost-${name}.json`;
  // Of an earlier time.
  rmSync(file, { force: true });
  const { status } = run(bench, [...args, '--json', file]);
  if (status !== 0) process.exitCode = 1;
  // A run in which one variant failed has the others.
  if (existsSync(file)) written.push(file);
}
run(page, written);

function run(program: string, args: readonly string[]): { readonly status: number | null } {
  const all = ['--disable-warning=ExperimentalWarning', program, ...args];
  return spawnSync(process.execPath, all, { stdio: 'inherit' });
}
