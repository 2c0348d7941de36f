import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { markOf } from './marked-window.ts';

export interface WriterOptions {
  readonly dir: string;
  readonly name: string;
  /** From 0, and how many there are. */
  readonly index: number;
  readonly writers: number;
  /** The mean time between two windows. */
  readonly pauseMillis: number;
}

/** A writer and what it has reported. */
export interface WriterProcess {
  /** The start of each window that it made, in epoch microseconds, by its mark. */
  readonly added: ReadonlyMap<string, number>;
  /** Marks of windows on disk, and when it reported them (`performance.now()`). */
  readonly written: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  /** Resolves when something is on disk. */
  readonly started: Promise<unknown>;
  kill(): Promise<void>;
  /** Lets it end by itself. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./writer.ts', import.meta.url));
const longestMillis = 10 * 60_000;

export function startWriter({ dir, name, index, writers, pauseMillis }: WriterOptions): WriterProcess {
  const child = spawn(process.execPath, ['--no-warnings', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(tmpdir(), 'routeprof-compile-cache'),
      DIR: dir,
      WRITER: name,
      INDEX: String(index),
      WRITERS: String(writers),
      PAUSE: String(pauseMillis),
    },
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), longestMillis);
  const added = new Map<string, number>();
  const written = new Map<string, number>();
  const failures: string[] = [];
  let onStarted = (): void => {};
  const lines = createInterface({ input: child.stdout });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => clearTimeout(timeout));
  const started = Promise.race([
    new Promise<void>((resolve) => {
      onStarted = resolve;
    }),
    ended.then(() => {
      throw new Error(`the writer ended before it had written anything: ${failures.join(' ')}`);
    }),
  ]);
  started.catch(() => {});
  lines.on('line', (line) => {
    const [kind, number, start] = line.split(' ');
    const mark = markOf({ writer: name, number: Number(number) });
    if (kind === 'a') added.set(mark, Number(start));
    else if (kind === 'f') {
      written.set(mark, performance.now());
      onStarted();
    } else if (kind === 'e') failures.push(line.slice(2));
  });
  return {
    added,
    written,
    failures,
    started,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.stdin.write('stop');
      await ended;
    },
  };
}
