import { findInstalled } from './find-installed.ts';

/** The path of MariaDB's server; `MARIADBD` can name one. */
export function findMariadb(): string {
  return findInstalled({
    name: 'MariaDB',
    variable: 'MARIADBD',
    package: 'mariadb-server-core',
    places: ['/usr/sbin/mariadbd', '/usr/local/bin/mariadbd', '/opt/homebrew/bin/mariadbd'],
  });
}
