import { findInstalled } from './find-installed.ts';

/** The path of Go, whose `go tool pprof` reads profiles; `GO` can name one. */
export function findGo(): string {
  return findInstalled({
    name: 'Go',
    variable: 'GO',
    package: 'golang-go',
    places: ['/usr/bin/go', '/usr/local/go/bin/go', '/opt/homebrew/bin/go'],
  });
}
