// Serves requests that wait for real services through their libraries: `server.mjs PARTS`, where PARTS is JSON of the
// programs to load and the port of each one's service. `site:` marks the lines where requests wait.
import { createServer } from 'node:http';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { listen } from '../apps/listen.cjs';

const app = express();
app.use(profiler({ traceBudget: 1, discardFirst: false, dir: process.env.DIR }));
for (const [name, port] of Object.entries(JSON.parse(process.argv[2]))) {
  const { addRoutes } = await import(`./${name}.mjs`);
  await addRoutes(app, port);
}
app.get('/quit', (_request, response) => {
  response.on('finish', () => process.exit()).end();
});
listen(createServer(app));
