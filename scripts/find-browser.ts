import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The path of a Chromium: the one that `CHROMIUM` names, else one that is installed, else a new one where this
 * process may install packages.
 *
 * @throws Error that says what to do, where there is none and none can be had.
 */
export function findBrowser(): string {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`There is no browser at ${named}, which CHROMIUM names. Correct it, or unset it.`);
  }
  const found = places.find(existsSync);
  if (found !== undefined) return found;
  const trouble = install();
  const installed = places.find(existsSync);
  if (installed !== undefined) return installed;
  throw new Error(
    `There is no Chromium here${trouble}. Run: sudo apt-get install chromium; or set CHROMIUM to the path of one.`,
  );
}

/** Installs it on Debian and Ubuntu, for root; returns why it did not. */
function install(): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return '';
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: 'pipe',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    return '';
  } catch (error) {
    const last = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return `, and apt-get could not install one (${last})`;
  }
}
