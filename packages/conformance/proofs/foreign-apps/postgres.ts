import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findInstalled } from '../../../../scripts/find-installed.ts';

const mostStartMillis = 60_000;

/** A running server. The caller removes `folder` when the process has ended. */
export interface Postgres {
  readonly child: ChildProcess;
  readonly folder: string;
}

/** Starts Debian's PostgreSQL with an empty database `postgres` for its user of that name, who needs no password. */
export async function startPostgres(port: number): Promise<Postgres> {
  const programs = dirname(findInitdb());
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-postgres-'));
  const user = ownerOf(folder);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'], options);
  const child = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'],
    options,
  );
  const end = performance.now() + mostStartMillis;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode} while it started.`);
    if (isReady(programs, port)) return { child, folder };
    if (performance.now() > end)
      throw new Error(`PostgreSQL has not started in ${mostStartMillis / 1000} s.`);
    await delay(100);
  }
}

function isReady(programs: string, port: number): boolean {
  try {
    execFileSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function findInitdb(): string {
  const root = '/usr/lib/postgresql';
  const places = (): string[] =>
    existsSync(root) ? readdirSync(root).map((major) => join(root, major, 'bin/initdb')) : [];
  return findInstalled({ name: 'initdb', variable: 'INITDB', package: 'postgresql', places });
}

/** PostgreSQL refuses to run as root, so then the user of its package runs it. */
function ownerOf(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid = 0, gid = 0] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'])));
  chownSync(folder, uid, gid);
  return { uid, gid };
}
