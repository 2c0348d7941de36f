import { findInstalled } from './find-installed.ts';

/** The path of `prometheus`; `PROMETHEUS` can name one. */
export function findPrometheus(): string {
  return findInstalled({
    name: 'prometheus',
    variable: 'PROMETHEUS',
    package: 'prometheus',
    places: ['/usr/bin/prometheus', '/usr/local/bin/prometheus', '/opt/homebrew/bin/prometheus'],
  });
}

/** The path of `promtool`, which checks metrics; `PROMTOOL` can name one. */
export function findPromtool(): string {
  return findInstalled({
    name: 'promtool',
    variable: 'PROMTOOL',
    package: 'prometheus',
    places: ['/usr/bin/promtool', '/usr/local/bin/promtool', '/opt/homebrew/bin/promtool'],
  });
}
