import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Router } from 'express';

/** It tries every way to divide the name into groups before it gives up. */
const slowPattern = /^(\w+\s?)+$/;
const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, name: `product ${id}`, cents: id * 7 }));
const timesRead = 2_000;

/** Routes that hold the event loop: all other requests wait meanwhile. */
export function blockRoutes(): Router {
  const router = Router();

  // A regular expression that takes twice as long for each further letter.
  router.get('/search', (request, response) => {
    const { q = 'aaaaaaaaaaaaaaaaaaaa!' } = request.query;
    response.json({ isName: slowPattern.test(String(q)) });
  });

  // JSON of a few megabytes, made and read again.
  router.get('/catalogue', (_request, response) => {
    response.json({ products: JSON.parse(JSON.stringify(rows)).length });
  });

  // A file that does not change is read again for each product.
  router.get('/settings', (_request, response) => {
    let bytes = 0;
    for (let time = 0; time < timesRead; time++) bytes += readFileSync(import.meta.filename).length;
    response.json({ bytes });
  });

  // It uses no CPU, and blocks all the same.
  router.get('/version', (_request, response) => {
    execSync('sleep 0.1');
    response.json({ version: process.version });
  });

  return router;
}
