import { findInstalled } from './find-installed.ts';

/** The path of a Chromium; `CHROMIUM` can name one. */
export function findBrowser(): string {
  return findInstalled({
    name: 'Chromium',
    variable: 'CHROMIUM',
    package: 'chromium',
    places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  });
}
