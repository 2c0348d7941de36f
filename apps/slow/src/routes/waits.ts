import { pbkdf2 } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Router } from 'express';
import type { Backends } from '../backends.ts';
import { Lock } from '../lock.ts';

const iterations = 60_000;

/** Routes that wait for something else than a database. */
export function waitRoutes({ database, partner }: Backends): Router {
  const router = Router();
  const seats = new Lock();

  // Four threads compute for everybody: a fifth password waits until one is free.
  router.post('/login', async (_request, response) => {
    const key = await promisify(pbkdf2)('password', 'salt', iterations, 32, 'sha512');
    response.json({ key: key.toString('hex') });
  });

  // Three answers that do not depend on each other, one after the other.
  router.get('/dashboard', async (_request, response) => {
    const sales = await database.query('select sum(cents), pg_sleep(0.05) from lines');
    const weather = await askPartner(`${partner}/weather?millis=60`);
    const news = await askPartner(`${partner}/news?millis=40`);
    response.json({ sales: sales.rows, weather, news });
  });

  // A lock that is held during a query: requests pass one at a time.
  router.post('/bookings', async (_request, response) => {
    const release = await seats.acquire();
    try {
      await database.query('select pg_sleep(0.02)');
    } finally {
      release();
    }
    response.json({ booked: true });
  });

  // Another company's server.
  router.get('/weather', async (_request, response) => {
    response.json(await askPartner(`${partner}/weather?millis=150`));
  });

  // It tries again in a while, instead of being told.
  router.get('/reminder', async (_request, response) => {
    for (let tries = 0; tries < 3; tries++) await setTimeout(50);
    response.json({ reminded: true });
  });

  return router;
}

async function askPartner(url: string): Promise<unknown> {
  const answer = await fetch(url);
  return answer.json();
}
