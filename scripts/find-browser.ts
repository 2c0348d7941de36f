import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { findInstalled } from './find-installed.ts';

/** The path of a Chromium; `CHROMIUM` can name one. */
export function findBrowser(): string {
  return findInstalled({
    name: 'Chromium',
    variable: 'CHROMIUM',
    package: 'chromium',
    places: [
      '/usr/bin/chromium',
      '/usr/bin/google-chrome',
      '/usr/bin/google-chrome-stable',
      '/opt/google/chrome/chrome',
      chromium.executablePath(),
      '/usr/bin/chromium-browser',
    ],
    faultOf,
    elsewhere: 'on Ubuntu, whose package is a snap, install google-chrome instead; ',
  });
}

/** Ubuntu's `chromium-browser` may only say that there is a snap. */
function faultOf(path: string): string | undefined {
  try {
    const version = execFileSync(path, ['--version'], { stdio: 'pipe', timeout: 60_000, encoding: 'utf8' });
    return /chrom/i.test(version)
      ? undefined
      : `it says '${version.slice(0, 80)}' when asked for its version`;
  } catch (error) {
    const said = String((error as { readonly stderr?: unknown }).stderr ?? error);
    return `--version fails: ${said.trim().split('\n').at(-1)}`;
  }
}
