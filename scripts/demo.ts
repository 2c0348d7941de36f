import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { root } from './packages.ts';

// The build prints only errors, so that the output is the demo's.
const build = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only', '--log-prefix=none'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (build.status !== 0) {
  console.error(build.stdout, build.stderr, build.error ?? '');
  process.exit(1);
}

const demo = spawn(process.execPath, ['apps/all-in-one/src/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches both processes.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) demo.kill(signal);
  });
}
const [status] = await once(demo, 'exit');
process.exit(status ?? 1);
