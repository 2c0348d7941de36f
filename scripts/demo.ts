import { spawnSync } from 'node:child_process';
import { root } from './packages.ts';

// The build speaks only when it fails: what the demo shows should be the demo.
const build = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only', '--log-prefix=none'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (build.status !== 0) {
  console.error(build.stdout, build.stderr, build.error ?? '');
  process.exit(1);
}

const { status } = spawnSync(process.execPath, ['apps/all-in-one/src/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
