import { findInstalled } from './find-installed.ts';

/** The path of `callgrind_annotate`, which comes with Valgrind; `CALLGRIND_ANNOTATE` can name one. */
export function findCallgrindAnnotate(): string {
  return find('callgrind_annotate', 'CALLGRIND_ANNOTATE');
}

/** Valgrind itself; `VALGRIND` can name one. */
export function findValgrind(): string {
  return find('valgrind', 'VALGRIND');
}

/** What gives orders to a running Valgrind; `VGDB` can name one. */
export function findVgdb(): string {
  return find('vgdb', 'VGDB');
}

function find(name: string, variable: string): string {
  return findInstalled({ name, variable, package: 'valgrind', places: [`/usr/bin/${name}`] });
}
