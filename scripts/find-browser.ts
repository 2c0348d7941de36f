import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Where packages and Playwright put it. Ubuntu's `chromium-browser` may only say that there is a snap: it is last. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  chromium.executablePath(),
  '/usr/bin/chromium-browser',
];

/**
 * The path of a Chromium: the one that `CHROMIUM` names, else one that is installed, else a new one where this
 * process may install packages.
 *
 * @throws Error that says what to do, where there is none and none can be had.
 */
export function findBrowser(): string {
  const named = process.env.CHROMIUM;
  if (named) {
    const fault = faultOf(named);
    if (fault === undefined) return named;
    throw new Error(`CHROMIUM names ${named}, but ${fault}. Correct it, or unset it.`);
  }
  const troubles: string[] = [];
  const found = look() ?? install(troubles);
  if (found !== undefined) return found;
  for (const place of places.filter(existsSync)) troubles.push(`${place} is none: ${faultOf(place)}`);
  const why = troubles.length === 0 ? '' : ` (${troubles.join('; ')})`;
  throw new Error(
    `There is no Chromium here${why}. Run, on Debian: sudo apt-get install chromium; ` +
      'on Ubuntu: npx playwright-core install --with-deps chromium, or install google-chrome. ' +
      'Or set CHROMIUM to the path of any Chromium.',
  );
}

function look(): string | undefined {
  return places.find((place) => faultOf(place) === undefined);
}

/** Why this is no browser, as half a sentence; undefined if it is one. A file may also only say that there is a snap. */
function faultOf(path: string): string | undefined {
  if (!existsSync(path)) return 'there is no such file';
  try {
    const version = run(path, '--version');
    return /chrom/i.test(version)
      ? undefined
      : `it says '${version.slice(0, 80)}' when asked for its version`;
  } catch (error) {
    return `--version fails: ${saidBy(error)}`;
  }
}

/**
 * Installs Debian's for root, and gives its path; what went wrong joins the troubles. Ubuntu's package only brings a
 * snap, which does not start in containers.
 */
function install(troubles: string[]): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('There is no Chromium here: installing one, which takes a minute …');
  try {
    run('apt-get', 'update');
    run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium');
  } catch (error) {
    troubles.push(saidBy(error));
  }
  return look();
}

function run(command: string, ...args: string[]): string {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return execFileSync(command, args, { stdio: 'pipe', timeout: 300_000, env, encoding: 'utf8' }).trim();
}

/** What a command that failed said: the last line that names an error, else the last one. */
function saidBy(error: unknown): string {
  const lines = String((error as { readonly stderr?: unknown }).stderr ?? '')
    .trim()
    .split('\n');
  return lines.findLast((line) => /^(E|Error): /.test(line)) ?? (lines.at(-1) || String(error));
}
