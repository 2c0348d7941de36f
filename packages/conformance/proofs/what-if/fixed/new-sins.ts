import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Router } from 'express';
import express from 'express5';
import type { Backends } from '../../../../../apps/slow/src/backends.ts';
import { template } from '../new-sins.ts';
import { createHalving, type Halving } from './halving.ts';

const pricesKeptMillis = 300;

/** The routes of `../new-sins.ts` with the change that their findings name. */
export function fixedNewSins({ database, partner }: Backends): Router {
  const router: Router = express.Router();
  let templates: Halving<string> | undefined;
  // Other routes are measured without megabytes of templates.
  const halving = (): Halving<string> =>
    (templates ??= createHalving(templateParts(), (text) => JSON.parse(text).length));

  // It sleeps half as long.
  router.get('/quote', async (_request, response) => {
    for (let tries = 0; tries < 2; tries++) {
      const answer = await fetch(`${partner}/quote?millis=10`);
      await answer.text();
      if (tries === 0) await setTimeout(50);
    }
    response.end('quoted');
  });

  // Whoever comes while another gets the prices has the old ones.
  let untilMillis = 0;
  router.get('/prices', async (_request, response) => {
    if (performance.now() > untilMillis) {
      untilMillis = Number.POSITIVE_INFINITY;
      await database.query('select pg_sleep(0.08)');
      untilMillis = performance.now() + pricesKeptMillis;
    }
    response.end('priced');
  });

  router.get('/rates', async (_request, response) => {
    const answer = await fetch(`${partner}/rates/all?millis=15`);
    await answer.text();
    response.end('rated');
  });

  router.get('/template/halve', (_request, response) => {
    response.json({ blocks: halving().tryNext() });
  });

  router.get('/template', (_request, response) => {
    response.json({ blocks: JSON.parse(halving().half()).length });
  });

  router.get('/thumbnails', async (_request, response) => {
    response.json({ bytes: (await readFile(import.meta.filename)).length });
  });

  return router;
}

/** The template, and what begins it: from a fifth of its blocks to three fifths. */
function templateParts(): readonly [string, ...string[]] {
  const blocks: readonly unknown[] = JSON.parse(template);
  const shares = Array.from({ length: 9 }, (_, i) => 0.2 + i * 0.05);
  return [template, ...shares.map((share) => JSON.stringify(blocks.slice(0, blocks.length * share)))];
}
