import { execFileSync } from 'node:child_process';
import { findInstalled } from './find-installed.ts';

/** The path of `script`, which runs a program in a terminal; `SCRIPT` can name one. */
export function findScript(): string {
  return findInstalled({
    name: 'script',
    variable: 'SCRIPT',
    package: 'bsdutils',
    places: ['/usr/bin/script', '/opt/homebrew/opt/util-linux/bin/script'],
    // BSD's `script` has other options.
    faultOf: (path) => (isOfUtilLinux(path) ? undefined : 'it is not that of util-linux'),
    elsewhere: 'on macOS, brew install util-linux; ',
  });
}

function isOfUtilLinux(path: string): boolean {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).includes('util-linux');
  } catch {
    return false;
  }
}
