import { execFileSync } from 'node:child_process';

/** One core for the server and another for the load; `undefined` if processes cannot be pinned. */
export interface Cores {
  readonly server: number;
  readonly load: number;
}

export function findCores(): Cores | undefined {
  try {
    const list = execFileSync('taskset', ['-pc', String(process.pid)], { encoding: 'utf8', stdio: 'pipe' });
    const cores = (list.split(':').at(-1) ?? '').split(',').flatMap((part) => {
      const [first = 0, last = first] = part.trim().split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    const [server, load] = cores;
    return server === undefined || load === undefined ? undefined : { server, load };
  } catch {
    return undefined;
  }
}
