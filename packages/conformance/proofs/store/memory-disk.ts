import { execFileSync } from 'node:child_process';

/**
 * Mounts a disk in memory, for this user only. `unmountDisk` removes it.
 *
 * @returns why this user cannot mount a disk; `undefined` on success.
 * @throws in CI, where a missing disk would silently skip tests.
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

/** Returns why it failed; `undefined` on success. The system refuses `ro` while a file is open for writing. */
export function remountDisk(folder: string, how: 'ro' | 'rw'): string | undefined {
  return asRoot('mount', ['-o', `remount,${how}`, folder]);
}

export function unmountDisk(folder: string): void {
  const refused = asRoot('umount', [folder]);
  if (refused !== undefined) throw new Error(refused);
}

/** Runs a command as root, with `sudo` if that needs no password. Returns what went wrong. */
function asRoot(command: string, args: readonly string[]): string | undefined {
  const [file, ...all] = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args];
  try {
    execFileSync(file as string, all, { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}
