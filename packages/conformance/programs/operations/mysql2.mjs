import callbacks from 'mysql2';
import mysql from 'mysql2/promise';
import { number, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const config = { host: '127.0.0.1', port, user: 'root' };
  const setUp = await mysql.createConnection(config);
  await setUp.query('create database if not exists shop');
  await setUp.query('create table if not exists shop.items (id int primary key, name varchar(100))');
  await setUp.query('replace into shop.items values (?, ?)', [number, value]);
  await setUp.end();
  const pool = mysql.createPool({ ...config, database: 'shop', connectionLimit: 2 });
  const small = mysql.createPool({ ...config, database: 'shop', connectionLimit: 1 });
  const plain = callbacks.createPool({ ...config, database: 'shop' });
  // Connects all of them.
  await Promise.all([pool.query('select 1'), pool.query('select 1'), small.query('select 1')]);
  await plain.promise().query('select 1');

  app.get('/mysql2/query', async (_request, response) => {
    await pool.query('select * from items where id = ? and name = ?', [number, value]); // site: mysql2 query
    response.end();
  });
  app.get('/mysql2/inlined', async (_request, response) => {
    await pool.query(`select * from items where name = '${value}' or name = "${value}"`); // site: mysql2 inlined
    response.end();
  });
  app.get('/mysql2/execute', async (_request, response) => {
    await pool.execute('select * from items where name = ?', [value]); // site: mysql2 execute
    response.end();
  });
  app.get('/mysql2/at-once', async (_request, response) => {
    const all = [pool.query('select sleep(0.02)'), pool.query('select count(*) from items')];
    await Promise.all(all); // site: mysql2 at-once
    response.end();
  });
  app.get('/mysql2/one-by-one', async (_request, response) => {
    await small.query('select sleep(0.2)'); // site: mysql2 one-by-one
    response.end();
  });
  app.get('/mysql2/callback', (_request, response) => {
    plain.query('select name from items where id = ?', [number], () => response.end()); // site: mysql2 callback
  });
  app.get('/mysql2/refused', async (_request, response) => {
    await pool.query('select no_such_column from items').catch(() => {}); // site: mysql2 refused
    response.end();
  });
}
