import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Request, RequestHandler, Response } from 'express';
import express from 'express5';
import { connectOperations, due, hashAll, readOften } from './operations.ts';
import { accounting, allAccounts, burn, nowMicros, ofMonotonic, waited } from './own-clock.ts';
import { createPool } from './pool.ts';

// An app that knows by its own clocks where the time of its requests goes: `node server.js POSTGRES_PORT REDIS_PORT`. It
// sends its port. Lines with a marker `site:` are where its requests wait.
const { createProfiler } = await import('@routeprof/core');
const { profiler } = await import('@routeprof/express');
const here = fileURLToPath(import.meta.url);
const partner = fork(fileURLToPath(new URL('./partner.js', import.meta.url)), { stdio: 'inherit' });
const [partnerPort] = (await once(partner, 'message')) as [number];
process.once('exit', () => partner.kill());
const [postgres, redis] = process.argv.slice(2).map(Number) as [number, number];
const operations = connectOperations({ postgres, redis, partner: partnerPort });

const app = express();
app.use(profiler({ profiler: createProfiler({ traceBudget: 1, discardFirst: false }) }));
app.get('/accounts', (_request, response) => {
  response.json(allAccounts());
});
app.use(accounting);

function serve(
  path: string,
  work: (route: string, request: Request, response: Response) => Promise<void>,
): void {
  const handle: RequestHandler = async (request, response) => {
    await work(path, request, response);
    response.end('done');
  };
  app.all(path, handle);
}

serve('/timer', async (route) => {
  for (let time = 0; time < 3; time++) {
    burn(route, 2);
    const from = nowMicros();
    const done = await due(40); // site: /timer
    waited(route, from, done);
  }
});
serve('/partner', async (route) => {
  burn(route, 3);
  const from = nowMicros();
  const done = await operations.ask(60); // site: /partner
  waited(route, from, done);
  burn(route, 3);
});
serve('/fetch', async (route) => {
  const from = nowMicros();
  waited(route, from, await operations.fetch(60));
  burn(route, 3);
});
serve('/stream', async (route, _request, response) => {
  let from = nowMicros();
  const answer = await operations.stream(4, 15); // site: /stream
  // site: /stream
  for await (const chunk of answer) {
    waited(route, from, ofMonotonic(Number(String(chunk).slice(-20))));
    response.write(chunk);
    from = nowMicros();
  }
  waited(route, from, from);
});
serve('/upload', async (route, request) => {
  const from = nowMicros();
  const body = await text(request); // site: /upload
  waited(route, from, ofMonotonic(Number(body.slice(-20))));
});
serve('/query', async (route) => {
  const from = nowMicros();
  waited(route, from, await operations.query(0.06));
  burn(route, 2);
});
serve('/many', async (route) => {
  for (let time = 0; time < 8; time++) {
    const from = nowMicros();
    waited(route, from, await operations.query(0.008));
  }
});
serve('/redis', async (route) => {
  const from = nowMicros();
  waited(route, from, await operations.block(0.05));
  burn(route, 2);
});
const lock = createPool(1);
serve('/lock', async (route) => {
  const from = nowMicros();
  const { freeMicros, release } = await lock.acquire();
  waited(route, from, freeMicros);
  const then = nowMicros();
  const done = await due(25); // site: /lock
  waited(route, then, done);
  release();
});
const pool = createPool(3);
serve('/pool', async (route) => {
  const from = nowMicros();
  const { freeMicros, release } = await pool.acquire();
  waited(route, from, freeMicros);
  const then = nowMicros();
  const done = await due(30); // site: /pool
  waited(route, then, done);
  release();
});
serve('/fan', async (route) => {
  const from = nowMicros();
  const all = [operations.ask(30), due(20), operations.ask(80)];
  const done = await Promise.all(all); // site: /fan
  waited(route, from, Math.max(...done));
});
serve('/hash', async (route) => {
  const from = nowMicros();
  await hashAll();
  waited(route, from, nowMicros());
});
serve('/file', async (route) => {
  const from = nowMicros();
  await readOften(here);
  waited(route, from, nowMicros());
});
serve('/block', async (route) => {
  burn(route, 30);
});

const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
