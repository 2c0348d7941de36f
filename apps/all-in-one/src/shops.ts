import { createApp as createExpressApp, listen as listenExpress } from '@apps/express';
import { createApp as createFastifyApp, listen as listenFastify } from '@apps/fastify';
import { createApp as createHonoApp, listen as listenHono } from '@apps/hono';
import { createApp as createKoaApp, listen as listenKoa } from '@apps/koa';
import { pickPort, type Serving } from '@apps/shop/serving';
import type { Profiler } from '@routeprof/core';

export interface RunningShop extends Serving {
  readonly framework: string;
  /** `/express`: four shops in one profile need four names. */
  readonly mount: string;
}

/** Opens the same shop in all four frameworks, under one profiler; each on its own port, from `firstPort` up. */
export async function openShops(profiler: Profiler, firstPort: number): Promise<RunningShop[]> {
  const options = (mount: string) => ({ profiler: { profiler }, mount });
  const shops: RunningShop[] = [];
  const open = async (framework: string, mount: string, listen: (port: number) => Promise<Serving>) => {
    const port = await pickPort(firstPort === 0 ? 0 : firstPort + shops.length);
    shops.push({ framework, mount, ...(await listen(port)) });
  };
  await open('Express', '/express', (port) => listenExpress(createExpressApp(options('/express')), port));
  await open('Fastify', '/fastify', async (port) =>
    listenFastify(await createFastifyApp(options('/fastify')), port),
  );
  await open('Koa', '/koa', (port) => listenKoa(createKoaApp(options('/koa')), port));
  await open('Hono', '/hono', (port) => listenHono(createHonoApp(options('/hono')), port));
  return shops;
}
