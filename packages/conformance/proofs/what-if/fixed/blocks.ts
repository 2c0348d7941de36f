import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Router } from 'express';
import express from 'express5';
import { halfOf } from './half-of.ts';

const slowPattern = /^(\w+\s?)+$/;
/** It reads itself. */
const original = fileURLToPath(new URL('../../../../../apps/slow/src/routes/blocks.ts', import.meta.url));
const all = Array.from({ length: 40_000 }, (_, id) => ({ id, name: `product ${id}`, cents: id * 7 }));

/** Routes of `apps/slow/src/routes/blocks.ts` with half of their work. */
export function fixedBlocks(): Router {
  const router: Router = express.Router();
  const copy = (rows: readonly unknown[]): unknown[] => JSON.parse(JSON.stringify(rows));
  let half: readonly unknown[] | undefined;

  // A letter less halves it.
  router.get('/search', (_request, response) => {
    response.json({ isName: slowPattern.test('aaaaaaaaaaaaaaaaaaa!') });
  });

  router.get('/catalogue', (_request, response) => {
    half ??= all.slice(
      0,
      halfOf(all.length, (length) => copy(all.slice(0, length))),
    );
    response.json({ products: copy(half).length });
  });

  router.get('/settings', (_request, response) => {
    let bytes = 0;
    for (let time = 0; time < 1_000; time++) bytes += readFileSync(original).length;
    response.json({ bytes });
  });

  return router;
}

/** Routes that no longer hold the loop: others need not queue behind them. */
export function fixedCulprits(): Router {
  const router: Router = express.Router();

  router.get('/version', async (_request, response) => {
    await promisify(exec)('sleep 0.1');
    response.json({ version: process.version });
  });

  router.get('/catalogue', (_request, response) => {
    response.json({ products: all.length });
  });

  return router;
}
