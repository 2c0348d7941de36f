import { lstatSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many folders that other primaries have left behind are removed at a start. */
const mostRemoved = 20;
const forOthers = 0o077;

/**
 * The folder that the workers of one primary process share without the `dir` option. It is created, or exists already,
 * and belongs to this user alone. `undefined` where that is not possible. Some process managers run no code of the app
 * in the primary, so workers find the folder by themselves, by the primary's pid and start time.
 */
export function workersFolder(): string | undefined {
  const started = startOf(process.ppid);
  if (process.getuid === undefined || started === undefined) return undefined;
  const folder = join(tmpdir(), `${prefix()}${process.ppid}-${started}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // Another worker was first, or it cannot be created: the check below tells.
  }
  return isOurs(folder) ? folder : undefined;
}

/** Removes folders of this user whose primary has ended. */
export async function removeLeftFolders(): Promise<void> {
  const start = prefix();
  let removed = 0;
  for (const name of await readdir(tmpdir())) {
    const [pid, started, ...more] = name.startsWith(start) ? name.slice(start.length).split('-') : [];
    if (started === undefined || more.length > 0 || startOf(Number(pid)) === started) continue;
    const folder = join(tmpdir(), name);
    if (!isOurs(folder)) continue;
    await rm(folder, { recursive: true, force: true });
    if (++removed === mostRemoved) return;
  }
}

function isOurs(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & forOthers) === 0;
  } catch {
    return false;
  }
}

/** Names the user, and the container: several may share a temporary folder, and use the same pids. */
function prefix(): string {
  return `routeprof-${process.getuid?.()}-${pidSpace()}-`;
}

function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0';
  }
}

/** When a process started, which with its pid identifies it. `undefined` when there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Field 22, since boot. The second is a name, which may hold anything, in parentheses.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    const began = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      timeout: 1_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const millis = Date.parse(`${began.trim()} UTC`);
    return Number.isNaN(millis) ? undefined : String(millis / 1000);
  } catch {
    return undefined;
  }
}
