/** Starts one server of each framework, sends each some requests, and writes all reports to standard output. */
import { createServer } from 'node:http';
import {
  express,
  Fastify,
  forExpress,
  forHono,
  forKoa,
  getRequestListener,
  Hono,
  Koa,
  profileListener,
  profilerPlugin,
} from './vendor.mjs';
import { work } from './work.mjs';

const options = { rate: 1000, discardFirst: false };
const requests = 4;

function honoListener() {
  const app = new Hono();
  app.use(forHono(options));
  app.get('/hono', async (context) => context.text(await work()));
  return getRequestListener(app.fetch);
}

function koaListener() {
  const app = new Koa();
  app.use(forKoa(options));
  app.use(async (context) => {
    context.body = await work();
  });
  return app.callback();
}

async function fastifyListener() {
  const app = Fastify();
  await app.register(profilerPlugin, options);
  app.get('/fastify', async () => await work());
  await app.ready();
  return (request, response) => app.routing(request, response);
}

function expressListener() {
  const app = express();
  app.use(forExpress(options));
  app.get('/express', async (_request, response) => response.send(await work()));
  return app;
}

function httpListener() {
  return profileListener(async (_request, response) => response.end(await work()), options);
}

async function ask(url) {
  return await (await fetch(url)).text();
}

async function reportOf(name, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  for (let i = 0; i < requests; i++) await ask(`${url}/${name}`);
  const query = `format=json&view=functions&limit=1000&route=${encodeURIComponent(`GET /${name}`)}`;
  const report = JSON.parse(await ask(`${url}/__profile__/?${query}`));
  server.closeAllConnections();
  server.close();
  return report;
}

async function main() {
  const reports = {
    express: await reportOf('express', expressListener()),
    fastify: await reportOf('fastify', await fastifyListener()),
    hono: await reportOf('hono', honoListener()),
    http: await reportOf('http', httpListener()),
    koa: await reportOf('koa', koaListener()),
  };
  process.stdout.write(JSON.stringify(reports), () => process.exit(0));
}

void main();
