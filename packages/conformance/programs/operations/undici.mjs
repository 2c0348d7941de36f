import { fetch, Pool, request } from 'undici';
import { key, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const origin = `http://localhost:${port}`;
  const path = `/${key}?answer=${value}`;
  const headers = { authorization: value, 'content-type': 'text/plain' };
  const pool = new Pool(origin, { connections: 1 });

  app.get('/undici/request', async (_request, response) => {
    const answer = await request(origin + path, { method: 'PUT', headers, body: value }); // site: undici request
    await answer.body.dump();
    response.end();
  });
  app.get('/undici/fetch', async (_request, response) => {
    const answer = await fetch(origin + path, { headers }); // site: undici fetch
    await answer.text();
    response.end();
  });
  app.get('/undici/pool', async (_request, response) => {
    const answer = await pool.request({ path, method: 'DELETE', headers }); // site: undici pool
    await answer.body.dump();
    response.end();
  });
}
