import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type Express from 'express';
import { burner } from '../../../packages/conformance/proofs/truth/burners.ts';
import { defaultOf, type MakeApp } from '../servers/apps/app.ts';

const shortBefore = burner('shortBefore');
const shortAfterPromise = burner('shortAfterPromise');
const shortAfterTimer = burner('shortAfterTimer');
const longBefore = burner('longBefore');
const longAfterPromise = burner('longAfterPromise');
const longAfterTimer = burner('longAfterTimer');

/**
 * Two routes that use CPU in named functions, a part before the first await and parts after it, and one that only waits:
 * what is filed under it belongs to another.
 */
export const makeTruthApp: MakeApp = ({ modules: [module], around, profiling }) => {
  const app = defaultOf<typeof Express>(module)();
  if (profiling) {
    const adapter = profiling.adapter as { profiler: (settings: object) => Express.RequestHandler };
    app.use(adapter.profiler(profiling.settings));
  }
  if (around) app.use((_request, response, next) => void around(response, next));
  app.get('/short/:id', async (_request, response) => {
    shortBefore(5);
    await Promise.resolve();
    shortAfterPromise(7);
    await setTimeout(3);
    shortAfterTimer(6);
    response.json({ done: true });
  });
  app.get('/long/:id', async (_request, response) => {
    longBefore(11);
    await Promise.resolve();
    longAfterPromise(9);
    await setTimeout(4);
    longAfterTimer(13);
    response.json({ done: true });
  });
  app.get('/waits/:id', async (_request, response) => {
    for (let i = 0; i < 5; i++) await setTimeout(20);
    response.json({ done: true });
  });
  return createServer(app);
};
