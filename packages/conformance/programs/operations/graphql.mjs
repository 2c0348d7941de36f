import { setTimeout as delay } from 'node:timers/promises';
import { buildSchema, graphql } from 'graphql';
import { Redis } from 'ioredis';
import { key, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const redis = new Redis({ host: '127.0.0.1', port });
  await redis.set(key, value);
  const schema = buildSchema('type Query { item(id: String): String, slow: String }');
  const rootValue = {
    item: async () => {
      return await redis.get(key); // site: graphql item
    },
    slow: async () => {
      await delay(20); // site: graphql slow
      return 'slow';
    },
  };
  const run = (source) => graphql({ schema, rootValue, source });

  app.get('/graphql/command', async (_request, response) => {
    await run(`query getItem { item(id: "${value}") }`); // site: graphql command
    response.end();
  });
  app.get('/graphql/timer', async (_request, response) => {
    await run('query getSlow { slow }'); // site: graphql timer
    response.end();
  });
  app.get('/graphql/both', async (_request, response) => {
    await run(`query getBoth { item(id: "${value}") slow }`); // site: graphql both
    response.end();
  });
}
