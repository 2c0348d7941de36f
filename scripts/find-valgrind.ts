import { findInstalled } from './find-installed.ts';

/** The path of `callgrind_annotate`, which comes with Valgrind; `CALLGRIND_ANNOTATE` can name one. */
export function findCallgrindAnnotate(): string {
  return findInstalled({
    name: 'callgrind_annotate',
    variable: 'CALLGRIND_ANNOTATE',
    package: 'valgrind',
    places: ['/usr/bin/callgrind_annotate'],
  });
}
