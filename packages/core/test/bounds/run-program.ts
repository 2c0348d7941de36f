import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Facts } from './programs/facts.ts';

/** Ends a hanging program before the test's own timeout. */
const limitMillis = 280_000;

/** Runs a program of `programs/` in a process of its own: one profiler a process, and memory that is only its. */
export async function runProgram<Result = Facts>(
  name: string,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...inherited } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--no-warnings', ...nodeOptions, file],
    {
      env: { ...inherited, ...environment },
      timeout: limitMillis,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return JSON.parse(stdout);
}
