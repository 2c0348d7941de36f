import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';

const line = `${'product,'.repeat(1_000)}\n`;
const lines = 1_500;

/** Routes that are as slow as their clients. */
export function transferRoutes(): Router {
  const router = Router();

  // The client sends its photo little by little.
  router.post('/photos', async (request, response) => {
    const hash = createHash('sha256');
    for await (const chunk of request) hash.update(chunk as Buffer);
    response.json({ sha256: hash.digest('hex') });
  });

  // The client reads its file little by little.
  router.get('/export.csv', async (_request, response) => {
    response.type('csv');
    await pipeline(Readable.from(allLines()), response);
  });

  return router;
}

function* allLines(): Generator<string> {
  for (let number = 0; number < lines; number++) yield line;
}
