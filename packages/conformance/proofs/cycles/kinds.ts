import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import { profilerPlugin } from '@routeprof/fastify';
import express from 'express5';
import Fastify from 'fastify5';
import type { CycleKind } from './facts.ts';

type Engine = 'async-context' | 'inspector';

/** What a test suite makes and closes for each case. */
export const kinds: Readonly<Record<CycleKind, (engine: Engine) => Promise<void>>> = {
  async profiler(engine) {
    await createProfiler({ engine }).close();
  },
  async express(engine) {
    const mine = createProfiler({ engine });
    const app = express();
    app.use(profiler({ profiler: mine }));
    app.get('/', (_request, response) => void response.send('ok'));
    await mine.close();
  },
  async 'fastify without'() {
    await useFastify(Fastify());
  },
  async fastify(engine) {
    const app = Fastify();
    await app.register(profilerPlugin, { engine });
    await useFastify(app);
  },
};

async function useFastify(app: ReturnType<typeof Fastify>): Promise<void> {
  app.get('/', async () => ({ ok: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { statusCode } = await app.inject('/');
  if (statusCode !== 200) throw new Error(`it answered with ${statusCode}`);
  await app.close();
}
