import type { AddressInfo } from 'node:net';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import pg from 'pg';

// `node server.js TRACE_BUDGET POSTGRES_PORT`: the routes whose cost is compared. It sends its port.
const [traceBudget = '', postgres = ''] = process.argv.slice(2);
const database = new pg.Pool({
  ...{ host: '127.0.0.1', port: Number(postgres), user: 'postgres', database: 'postgres' },
  max: 8,
});
const app = express();
app.use(
  profiler({
    profiler: createProfiler({
      traceBudget: Number(traceBudget),
      maxOverhead: 1,
      discardFirst: false,
      authorize: () => true,
    }),
  }),
);
app.get('/hello', (_request, response) => {
  response.end('hello');
});
app.get('/awaits', async (_request, response) => {
  for (let time = 0; time < 200; time++) await null;
  response.end('done');
});
app.get('/query', async (_request, response) => {
  const { rows } = await database.query('select 1 as one');
  response.json(rows);
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
