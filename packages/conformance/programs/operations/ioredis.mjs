import { Redis } from 'ioredis';
import { key, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const redis = new Redis({ host: '127.0.0.1', port });
  await redis.set(key, value);

  app.get('/ioredis/get', async (_request, response) => {
    await redis.get(key); // site: ioredis get
    response.end();
  });
  app.get('/ioredis/hset', async (_request, response) => {
    await redis.hset(`${key}-hash`, value, value); // site: ioredis hset
    response.end();
  });
  app.get('/ioredis/callback', (_request, response) => {
    // site-below: ioredis callback
    redis.get(key, () => response.end());
  });
  app.get('/ioredis/both', async (_request, response) => {
    await redis.get(key); // site: ioredis both get
    await redis.set(key, value); // site: ioredis both set
    response.end();
  });
  app.get('/ioredis/at-once', async (_request, response) => {
    await Promise.all([redis.get(key), redis.hgetall(`${key}-hash`)]); // site: ioredis at-once
    response.end();
  });
  app.get('/ioredis/pipeline', async (_request, response) => {
    await redis.pipeline().get(key).set(key, value).exec(); // site: ioredis pipeline
    response.end();
  });
  app.get('/ioredis/multi', async (_request, response) => {
    await redis.multi().get(key).set(key, value).exec(); // site: ioredis multi
    response.end();
  });
  app.get('/ioredis/refused', async (_request, response) => {
    await redis.lpush(key, value).catch(() => {}); // site: ioredis refused
    response.end();
  });
}
