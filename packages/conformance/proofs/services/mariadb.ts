import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findMariadb } from '../../../../scripts/find-mariadb.ts';
import { createFolder, freePort, type Service, startService } from './service.ts';

/** Starts Debian's MariaDB without any tables, not even those of its users: everybody may do everything. */
export async function startMariadb(): Promise<Service> {
  const program = findMariadb();
  const port = await freePort();
  const folder = createFolder('mariadb');
  const data = join(folder, 'data');
  mkdirSync(data);
  return startService({
    name: 'MariaDB',
    folder,
    command: [
      program,
      ...['--no-defaults', `--datadir=${data}`, '--skip-grant-tables', `--socket=${join(folder, 'socket')}`],
      ...[`--port=${port}`, '--bind-address=127.0.0.1', '--innodb-buffer-pool-size=8M'],
      // It runs as root only when it is told to.
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ],
    port,
    // Nothing needs to survive.
    endsAt: 'SIGKILL',
  });
}
