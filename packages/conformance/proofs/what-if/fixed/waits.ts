import { pbkdf2 } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Router } from 'express';
import express from 'express5';
import type { Backends } from '../../../../../apps/slow/src/backends.ts';

/** Routes of `apps/slow/src/routes/waits.ts` with the change that their findings name. */
export function fixedWaits({ database, partner }: Backends): Router {
  const router: Router = express.Router();

  router.post('/login', async (_request, response) => {
    const key = await promisify(pbkdf2)('password', 'salt', 30_000, 32, 'sha512');
    response.json({ key: key.toString('hex') });
  });

  router.get('/dashboard', async (_request, response) => {
    const sales = await database.query('select sum(cents), pg_sleep(0.05) from lines');
    const weather = await askPartner(`${partner}/weather?millis=30`);
    const news = await askPartner(`${partner}/news?millis=20`);
    response.json({ sales: sales.rows, weather, news });
  });

  router.post('/bookings', async (_request, response) => {
    await database.query('select pg_sleep(0.02)');
    response.json({ booked: true });
  });

  router.get('/weather', async (_request, response) => {
    response.json(await askPartner(`${partner}/weather?millis=75`));
  });

  router.get('/reminder', async (_request, response) => {
    for (let tries = 0; tries < 3; tries++) await setTimeout(25);
    response.json({ reminded: true });
  });

  return router;
}

async function askPartner(url: string): Promise<unknown> {
  const answer = await fetch(url);
  return answer.json();
}
