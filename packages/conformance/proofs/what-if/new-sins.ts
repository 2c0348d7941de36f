import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Router } from 'express';
import express from 'express5';
import type { Backends } from '../../../../apps/slow/src/backends.ts';
import { Lock } from '../../../../apps/slow/src/lock.ts';

/** As text, as it comes from a queue or a file. */
export const template: string = JSON.stringify(
  Array.from({ length: 60_000 }, (_, id) => ({ id, name: `block ${id}` })),
);
const pricesKeptMillis = 300;

/** Sins that were written when the code of findings was finished. What each costs less is in `fixed/new-sins.ts`. */
export function newSins({ database, partner }: Backends): Router {
  const router: Router = express.Router();

  // The first try always fails, and the next comes after a fixed time.
  router.get('/quote', async (_request, response) => {
    for (let tries = 0; tries < 2; tries++) {
      const answer = await fetch(`${partner}/quote?millis=10`);
      await answer.text();
      if (tries === 0) await setTimeout(100);
    }
    response.end('quoted');
  });

  // Whoever wants the prices takes the lock, looks whether they are there, and gets them if not.
  const lock = new Lock();
  let untilMillis = 0;
  router.get('/prices', async (_request, response) => {
    const release = await lock.acquire();
    try {
      if (performance.now() > untilMillis) {
        await database.query('select pg_sleep(0.08)');
        untilMillis = performance.now() + pricesKeptMillis;
      }
    } finally {
      release();
    }
    response.end('priced');
  });

  router.get('/rates', async (_request, response) => {
    for (const currency of ['eur', 'usd', 'chf', 'gbp', 'jpy', 'sek']) {
      const answer = await fetch(`${partner}/rates/${currency}?millis=15`);
      await answer.text();
    }
    response.end('rated');
  });

  router.get('/template', (_request, response) => {
    response.json({ blocks: JSON.parse(template).length });
  });

  router.get('/thumbnails', async (_request, response) => {
    let bytes = 0;
    for (let number = 0; number < 30; number++) bytes += (await readFile(import.meta.filename)).length;
    response.json({ bytes });
  });

  return router;
}
