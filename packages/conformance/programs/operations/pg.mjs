import pg from 'pg';
import { number, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const config = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' };
  const pool = new pg.Pool({ ...config, max: 2, idleTimeoutMillis: 0 });
  await pool.query('create table items (id int primary key, name text)');
  await pool.query('insert into items values ($1, $2)', [number, value]);

  app.get('/pg/query', async (_request, response) => {
    await pool.query('select * from items where id = $1', [number]); // site: pg query
    response.end();
  });
  app.get('/pg/inlined', async (_request, response) => {
    await pool.query(`select * from items where name = '${value}'`); // site: pg inlined
    response.end();
  });
  app.get('/pg/client', async (_request, response) => {
    const client = await pool.connect();
    await client.query('select count(*) from items'); // site: pg client
    client.release();
    response.end();
  });
  app.get('/pg/slow', async (_request, response) => {
    await pool.query('select pg_sleep(0.2)'); // site: pg slow
    response.end();
  });
  app.get('/pg/connects', async (_request, response) => {
    const client = new pg.Client(config);
    await client.connect(); // site: pg connects
    await client.query('select 1'); // site: pg connected
    client.end();
    response.end();
  });
}
