import { Router } from 'express';
import type { Pool } from 'pg';
import type { Backends } from '../backends.ts';

interface Order {
  readonly id: number;
  readonly customer: string;
}

const cachedSeconds = 2;

/** Routes that wait for databases. */
export function queryRoutes({ database, smallPool, cache }: Backends): Router {
  const router = Router();

  // A query without an index: `pg_sleep` stands for its work.
  router.get('/invoices', async (_request, response) => {
    const { rows } = await database.query('select count(*), pg_sleep(0.12) from lines');
    response.json(rows);
  });

  // A query for the orders, and one more for each of them: 21 where one would do.
  router.get('/orders', async (_request, response) => {
    const orders = await findOrders(database);
    const full = [];
    for (const order of orders) full.push({ ...order, lines: await loadLines(database, order) });
    response.json(full);
  });

  // The same at once: faster for one request, and no less work for the database.
  router.get('/orders/at-once', async (_request, response) => {
    const orders = await findOrders(database);
    response.json(
      await Promise.all(orders.map(async (order) => ({ ...order, lines: await loadLines(database, order) }))),
    );
  });

  // Two connections for all requests: most of them wait for another to give one back.
  router.get('/stock', async (_request, response) => {
    const { rows } = await smallPool.query('select pg_sleep(0.02), product from lines limit 10');
    response.json(rows);
  });

  // When the cache has lost the entry, every request that comes meanwhile asks the database for it.
  router.get('/popular', async (_request, response) => {
    const cached = await cache.get('popular');
    if (cached !== null) {
      response.type('json').send(cached);
      return;
    }
    const { rows } = await database.query(
      'select product, count(*), pg_sleep(0.1) from lines group by product',
    );
    await cache.set('popular', JSON.stringify(rows), 'EX', cachedSeconds);
    response.json(rows);
  });

  return router;
}

async function findOrders(database: Pool): Promise<Order[]> {
  const { rows } = await database.query<Order>('select id, customer from orders order by id');
  return rows;
}

async function loadLines(database: Pool, { id }: Order): Promise<unknown[]> {
  const { rows } = await database.query('select product, cents from lines where order_id = $1', [id]);
  return rows;
}
