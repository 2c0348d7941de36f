import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where packages put it. Ubuntu's `chromium-browser` may be a note that it is a snap now: it comes last. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/usr/bin/chromium-browser',
];

/**
 * The path of a Chromium: the one that `CHROMIUM` names, else one that is installed, else a new one where this
 * process may install packages.
 *
 * @throws Error that says what to do, where there is none and none can be had.
 */
export function findBrowser(places: readonly string[] = usualPlaces): string {
  const named = process.env.CHROMIUM;
  if (named) {
    const fault = faultOf(named);
    if (fault === undefined) return named;
    throw new Error(`CHROMIUM names ${named}, but ${fault}. Correct it, or unset it.`);
  }
  const isBrowser = (path: string): boolean => faultOf(path) === undefined;
  const found = places.find(isBrowser);
  if (found !== undefined) return found;
  const trouble = install();
  const installed = places.find(isBrowser);
  if (installed !== undefined) return installed;
  const broken = places.filter(existsSync).map((path) => `; of ${path}, ${faultOf(path)}`);
  throw new Error(
    `There is no Chromium here that runs${trouble}${broken.join('')}. On Debian, run: sudo apt-get install chromium. ` +
      "Ubuntu's is a snap, which does not start in containers: install google-chrome there. " +
      'Or set CHROMIUM to the path of any Chromium.',
  );
}

/** Why this is no browser, as half a sentence; undefined if it is one. A file may also only say that there is a snap. */
function faultOf(path: string): string | undefined {
  if (!existsSync(path)) return 'there is no such file';
  try {
    const version = execFileSync(path, ['--version'], { stdio: 'pipe', timeout: 30_000 }).toString();
    return /chrom/i.test(version) ? undefined : `its version is '${version.trim()}'`;
  } catch (error) {
    const said = (error as { readonly stderr?: Buffer }).stderr?.toString().trim();
    return `--version says '${said || String(error)}'`;
  }
}

/** Installs it on Debian, for root; returns why it did not, as the end of a sentence. */
function install(): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return '';
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: 'pipe',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  console.log('No Chromium here: installing one with apt-get …');
  try {
    apt('update');
  } catch {
    // A source of something else may be broken: what matters is whether the installation succeeds.
  }
  try {
    apt('install', '-y', '--no-install-recommends', 'chromium');
    return '';
  } catch (error) {
    const said = (error as { readonly stderr?: Buffer }).stderr?.toString().match(/^E: .*/m)?.[0];
    return `, and apt-get could not install one (${said ?? String(error)})`;
  }
}
