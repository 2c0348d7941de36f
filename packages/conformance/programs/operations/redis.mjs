import { createClient, createClientPool } from 'redis';
import { key, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const socket = { host: '127.0.0.1', port };
  const redis = createClient({ socket });
  const pool = createClientPool({ socket }, { minimum: 1, maximum: 2 });
  await Promise.all([redis.connect(), pool.connect()]);
  await redis.set(`${key}-2`, value);

  app.get('/redis/get', async (_request, response) => {
    await redis.get(`${key}-2`); // site: redis get
    response.end();
  });
  app.get('/redis/hset', async (_request, response) => {
    await redis.hSet(`${key}-2-hash`, value, value); // site: redis hset
    response.end();
  });
  app.get('/redis/both', async (_request, response) => {
    await redis.get(`${key}-2`); // site: redis both get
    await redis.set(`${key}-2`, value); // site: redis both set
    response.end();
  });
  app.get('/redis/at-once', async (_request, response) => {
    await Promise.all([redis.get(`${key}-2`), redis.hGetAll(`${key}-2-hash`)]); // site: redis at-once
    response.end();
  });
  app.get('/redis/pooled', async (_request, response) => {
    await pool.get(`${key}-2`); // site: redis pooled
    response.end();
  });
  app.get('/redis/blocks', async (_request, response) => {
    await pool.blPop(`${key}-2-list`, 0.2); // site: redis blocks
    response.end();
  });
  app.get('/redis/pipeline', async (_request, response) => {
    await redis.multi().get(`${key}-2`).set(`${key}-2`, value).execAsPipeline(); // site: redis pipeline
    response.end();
  });
  app.get('/redis/multi', async (_request, response) => {
    await redis.multi().get(`${key}-2`).set(`${key}-2`, value).exec(); // site: redis multi
    response.end();
  });
  app.get('/redis/refused', async (_request, response) => {
    await redis.lPush(`${key}-2`, value).catch(() => {}); // site: redis refused
    response.end();
  });
}
