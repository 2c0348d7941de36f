import { Redis } from 'ioredis';
import pg from 'pg';

/** Where the app's servers are: ports of 127.0.0.1. */
export interface BackendPorts {
  readonly postgres: number;
  readonly redis: number;
  readonly partner: number;
}

/** What the routes work with. */
export interface Backends {
  /** Large enough for every request at once. */
  readonly database: pg.Pool;
  /** Two connections, however many requests there are. */
  readonly smallPool: pg.Pool;
  readonly cache: Redis;
  /** The address of another company's server, which is slow. */
  readonly partner: string;
  close(): Promise<void>;
}

const orders = 20;
const linesOfOrder = 3;

/** Connects, and fills the tables again. */
export async function openBackends(ports: BackendPorts): Promise<Backends> {
  const connection = { host: '127.0.0.1', port: ports.postgres, user: 'postgres', database: 'postgres' };
  const database = new pg.Pool({ ...connection, max: 60 });
  const smallPool = new pg.Pool({ ...connection, max: 2 });
  // The server may close an idle connection, as it does when it stops first. That is no fault of a request.
  for (const pool of [database, smallPool]) pool.on('error', () => {});
  const cache = new Redis({ host: '127.0.0.1', port: ports.redis, lazyConnect: true });
  await Promise.all([fill(database), cache.connect()]);
  return {
    database,
    smallPool,
    cache,
    partner: `http://127.0.0.1:${ports.partner}`,
    async close() {
      await Promise.all([database.end(), smallPool.end(), cache.quit()]);
    },
  };
}

async function fill(database: pg.Pool): Promise<void> {
  await database.query(`
    drop table if exists orders, lines;
    create table orders (id int primary key, customer text);
    create table lines (order_id int, product text, cents int);
    insert into orders select id, 'customer ' || id from generate_series(1, ${orders}) id;
    insert into lines select id, 'product ' || line, 100 * line
      from generate_series(1, ${orders}) id, generate_series(1, ${linesOfOrder}) line;`);
}
