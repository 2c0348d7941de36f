import { Agent, get } from 'node:http';
import { key, value } from './secrets.mjs';

export async function addRoutes(app, port) {
  const url = `http://localhost:${port}/${key}?answer=${value}`;
  const headers = { authorization: value, 'content-type': 'text/plain' };
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });

  const ask = () =>
    new Promise((resolve, reject) => {
      get(url, { agent, headers }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
    });

  app.get('/http/get', async (_request, response) => {
    await ask(); // site: http get
    response.end();
  });
  app.get('/http/callback', (_request, response) => {
    // site-below: http callback
    get(url, { headers }, (answer) => answer.resume().on('end', () => response.end()));
  });
  app.get('/http/at-once', async (_request, response) => {
    await Promise.all([ask(), ask(), ask()]); // site: http at-once
    response.end();
  });
  app.get('/http/fetch', async (_request, response) => {
    const answer = await fetch(url, { method: 'POST', headers, body: value }); // site: http fetch
    await answer.text();
    response.end();
  });
}
