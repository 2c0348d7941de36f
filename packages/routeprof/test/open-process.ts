import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** `routeprof open` in a process of its own. */
export interface OpenProcess {
  /** What it has written so far. */
  out(): string;
  error(): string;
  /** The address of the report, as soon as it says it. */
  url(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, when it has ended. */
  ended: Promise<number | null>;
}

const program = fileURLToPath(new URL('../src/routeprof.ts', import.meta.url));

/** Runs it in a folder; it is ended with the test. */
export function startOpen(folder: string, ...words: readonly string[]): OpenProcess {
  // A script of pnpm names its own packages in NODE_PATH, where a client would be found.
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--conditions=@routeprof/source', program, 'open', ...words],
    // With the details of errors, which must not have more in them than may be seen.
    { cwd: folder, env: { ...env, ROUTEPROF_DEBUG: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    out: () => out,
    error: () => error,
    async url() {
      for (;;) {
        const url = /is at (http:\S+) until/.exec(out)?.[1];
        if (url !== undefined) return url;
        const code = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended]);
        if (code !== undefined) throw new Error(`It has ended with ${code}: ${error}`);
      }
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}
