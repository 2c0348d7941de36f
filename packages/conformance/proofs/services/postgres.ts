import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findInitdb } from '../../../../scripts/find-postgres.ts';
import { createFolder, freePort, type Owner, type Service, startService } from './service.ts';

/** Starts Debian's PostgreSQL with an empty database `postgres` for its user of that name, who needs no password. */
export async function startPostgres(): Promise<Service> {
  const initdb = findInitdb();
  const port = await freePort();
  const owner = ownerOfServer();
  const folder = createFolder('postgres', owner);
  const data = join(folder, 'data');
  await promisify(execFile)(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'],
    { ...owner, cwd: folder },
  );
  return startService({
    name: 'PostgreSQL',
    owner,
    folder,
    command: [
      join(dirname(initdb), 'postgres'),
      ...['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
      // Nothing needs to survive, and little memory is needed.
      ...['-F', '-c', 'shared_buffers=16MB', '-c', 'max_connections=200'],
    ],
    port,
    endsAt: 'SIGINT',
    // The last line of this file is the server's state.
    isReady: () => readFileSync(join(data, 'postmaster.pid'), 'utf8').trimEnd().endsWith('ready'),
  });
}

/** PostgreSQL refuses to run as root, so then the user of its package runs it. */
function ownerOfServer(): Owner {
  if (process.getuid?.() !== 0) return {};
  const [uid = 0, gid = 0] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'])));
  return { uid, gid };
}
