import type { Router } from 'express';
import express from 'express5';
import type { Backends } from '../../../../../apps/slow/src/backends.ts';

const cachedSeconds = 2;
const linesOfAll = 'select order_id, product, cents from lines where order_id = any($1)';

/** The routes of `apps/slow/src/routes/queries.ts` with the change that their findings name. */
export function fixedQueries({ database, cache }: Backends): Router {
  const router: Router = express.Router();

  router.get('/invoices', async (_request, response) => {
    const { rows } = await database.query('select count(*), pg_sleep(0.06) from lines');
    response.json(rows);
  });

  router.get(['/orders', '/orders/at-once'], async (_request, response) => {
    const { rows: orders } = await database.query('select id, customer from orders order by id');
    const { rows: lines } = await database.query(linesOfAll, [orders.map(({ id }) => id)]);
    response.json(
      orders.map((order) => ({ ...order, lines: lines.filter(({ order_id: id }) => id === order.id) })),
    );
  });

  // From the pool that has a connection for everybody.
  router.get('/stock', async (_request, response) => {
    const { rows } = await database.query('select pg_sleep(0.02), product from lines limit 10');
    response.json(rows);
  });

  router.get('/popular', async (_request, response) => {
    const cached = await cache.get('popular');
    if (cached !== null) {
      response.type('json').send(cached);
      return;
    }
    const { rows } = await database.query(
      'select product, count(*), pg_sleep(0.05) from lines group by product',
    );
    await cache.set('popular', JSON.stringify(rows), 'EX', cachedSeconds);
    response.json(rows);
  });

  return router;
}
