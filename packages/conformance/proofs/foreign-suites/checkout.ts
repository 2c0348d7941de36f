import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../../../scripts/packages.ts';
import type { Edit, Framework } from './frameworks.ts';

/**
 * A checkout with its dependencies, made once. The folder has the framework's name, by which `register` knows files.
 */
export function checkOut(
  name: string,
  source: string,
  { ref, build, itself }: Framework,
  work: string,
): string {
  const folder = join(work, name);
  const run = (command: string, ...args: string[]): void => {
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 540_000 });
  };
  if (!existsSync(folder)) {
    mkdirSync(work, { recursive: true });
    execFileSync('git', ['clone', '--quiet', '--no-checkout', source, folder], { timeout: 300_000 });
  }
  run('git', '-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', ref);
  if (!existsSync(join(folder, 'node_modules'))) {
    run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps');
  }
  if (itself !== undefined && !existsSync(join(folder, 'node_modules', itself))) {
    symlinkSync(
      join(root, 'packages/conformance/node_modules', itself),
      join(folder, 'node_modules', itself),
    );
  }
  if (build !== undefined) run('npm', 'run', build);
  return folder;
}

/** Makes the edits, runs `work`, and reverts the edits. */
export function withEdits<T>(folder: string, edits: readonly Edit[], work: () => T): T {
  const before = edits.map(({ file }) => {
    const path = join(folder, file);
    return { path, text: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
  });
  try {
    for (const [index, { text }] of edits.entries()) {
      const { path, text: old = '' } = before[index] as (typeof before)[number];
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${old}\n${text}\n`);
    }
    return work();
  } finally {
    for (const { path, text } of before) {
      if (text === undefined) rmSync(path);
      else writeFileSync(path, text);
    }
  }
}
