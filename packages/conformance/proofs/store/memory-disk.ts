import { execFileSync } from 'node:child_process';

/**
 * Mounts a disk of its own, in memory, for this user only. `unmountDisk` ends it.
 *
 * @returns why not, where this user may mount none; `undefined` when it is there.
 * @throws in CI, where a disk that cannot be would quietly shrink what is tested.
 */
export function mountDisk(folder: string, options: string): string | undefined {
  const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`;
  const refused = asRoot('mount', ['-t', 'tmpfs', '-o', `mode=700,${owner},${options}`, 'tmpfs', folder]);
  if (refused !== undefined && process.env.CI) {
    throw new Error(
      `No disk can be mounted, so nothing is tested on one. Run as root, or allow sudo. ${refused}`,
    );
  }
  return refused;
}

/** Gives why not; `undefined` when it is done. The system refuses `ro` as long as a file is being written. */
export function remountDisk(folder: string, how: 'ro' | 'rw'): string | undefined {
  return asRoot('mount', ['-o', `remount,${how}`, folder]);
}

export function unmountDisk(folder: string): void {
  const refused = asRoot('umount', [folder]);
  if (refused !== undefined) throw new Error(refused);
}

/** Only root may mount: others by sudo, where that asks for no password. Gives what went wrong. */
function asRoot(command: string, args: readonly string[]): string | undefined {
  const [file, ...all] = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args];
  try {
    execFileSync(file as string, all, { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}
