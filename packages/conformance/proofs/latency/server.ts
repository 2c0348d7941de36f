import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import type { Request, RequestHandler } from 'express';
import express from 'express5';
import pg from 'pg';
import { accountOf, allAccounts, burn, nowMicros, waitFor } from './own-clock.ts';

// An app that knows by its own clocks where the time of its requests goes. `node server.js POSTGRES_PORT`; it sends its
// port. Lines with a marker `site:` are where its requests wait.
const partner = fork(fileURLToPath(new URL('./partner.js', import.meta.url)), { stdio: 'inherit' });
const [partnerPort] = (await once(partner, 'message')) as [number];
process.once('exit', () => partner.kill());
const database = new pg.Pool({
  ...{ host: '127.0.0.1', port: Number(process.argv[2]), user: 'postgres', database: 'postgres' },
  max: 60,
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 60 });

/** Monotonic microseconds for the system's epoch microseconds, which is what PostgreSQL tells. */
const epochToMonotonic = nowMicros() - Date.now() * 1000;

const app = express();
app.use(profiler({ profiler: createProfiler({ traceBudget: 1, discardFirst: false }) }));

/** A route that accounts for its time. */
function accounted(path: string, work: (route: string, request: Request) => Promise<void>): void {
  const handle: RequestHandler = async (request, response) => {
    const fromMicros = nowMicros();
    response.once('finish', () => {
      const account = accountOf(path);
      account.requests++;
      account.totalMicros += nowMicros() - fromMicros;
    });
    await work(path, request);
    response.end('done');
  };
  app.get(path, handle);
}

accounted('/timer', async (route) => {
  for (let time = 0; time < 3; time++) {
    burn(route, 2);
    const from = nowMicros();
    await waitFor(route, due(40), from); // site: /timer
  }
});
accounted('/partner', async (route) => {
  burn(route, 3);
  const from = nowMicros();
  await waitFor(route, askPartner(60), from); // site: /partner
  burn(route, 3);
});
accounted('/fetch', async (route) => {
  const from = nowMicros();
  await waitFor(route, fetchPartner(60), from); // site: /fetch
  burn(route, 3);
});
accounted('/query', async (route) => {
  const from = nowMicros();
  await waitFor(route, sleepInDatabase(0.06), from); // site: /query
  burn(route, 2);
});
accounted('/lock', async (route) => {
  const from = nowMicros();
  const { release, releasedMicros } = await acquire();
  await waitFor(route, Promise.resolve(releasedMicros), from); // site: /lock
  const then = nowMicros();
  await waitFor(route, due(10), then);
  release();
});
accounted('/fan', async (route) => {
  const from = nowMicros();
  const all = [askPartner(30), due(20), askPartner(80)];
  await waitFor(
    route,
    Promise.all(all).then((done) => Math.max(...done)),
    from,
  ); // site: /fan
});
accounted('/block', async (route) => {
  burn(route, 30);
});

app.get('/accounts', (_request, response) => {
  response.json(allAccounts());
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

/** A timer is due when its time is over, however late it is called. */
function due(millis: number): Promise<number> {
  const dueMicros = nowMicros() + millis * 1000;
  return new Promise((resolve) => setTimeout(() => resolve(dueMicros), millis));
}

function askPartner(millis: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${partnerPort}/?millis=${millis}`;
    http
      .get(url, { agent }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(Number(text)));
      })
      .on('error', reject);
  });
}

async function fetchPartner(millis: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${partnerPort}/?millis=${millis}`);
  return Number(await response.text());
}

async function sleepInDatabase(seconds: number): Promise<number> {
  const { rows } = await database.query(
    'select pg_sleep($1), null as gap, extract(epoch from clock_timestamp()) * 1e6 as done',
    [seconds],
  );
  return Number(rows[0].done) + epochToMonotonic;
}

interface Waiting {
  go(releasedMicros: number): void;
}
let isHeld = false;
const waiting: Waiting[] = [];

async function acquire(): Promise<{ release(): void; releasedMicros: number }> {
  let releasedMicros = nowMicros();
  if (isHeld) {
    releasedMicros = await new Promise<number>((go) => {
      waiting.push({ go });
    });
  }
  isHeld = true;
  return {
    releasedMicros,
    release() {
      const next = waiting.shift();
      if (next === undefined) isHeld = false;
      else next.go(nowMicros());
    },
  };
}
