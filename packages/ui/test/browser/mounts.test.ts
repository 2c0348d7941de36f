import { afterAll, expect, test } from 'vitest';
import { targets } from '../../../conformance/src/targets.ts';
import { type ServerProcess, startServer } from '../../../conformance/test/client/server-process.ts';
import { startStrippingProxy } from '../../../conformance/test/client/stripping-proxy.ts';
import { column, useBrowser } from './browse.ts';

const visitor = useBrowser();
const running: ServerProcess[] = [];
afterAll(() => Promise.all(running.map((server) => server.stop())));

const frameworks = targets.filter(({ name }) => ['express5', 'fastify5', 'koa3', 'hono4'].includes(name));

test.each(frameworks)('the page shows and sorts wherever it is: $title', async (target) => {
  const [root, nested] = await Promise.all([startServer(target, 'root'), startServer(target, 'nested')]);
  running.push(root, nested);
  const proxy = await startStrippingProxy(root, '/tools/shop');
  try {
    for (const [port, prefix] of [
      [root.port, ''],
      [nested.port, '/outer/inner'],
      [proxy.port, '/tools/shop'],
    ] as const) {
      const origin = `http://127.0.0.1:${port}`;
      const things = prefix === '/tools/shop' ? `${prefix}/outer/inner` : '/outer/inner';
      for (let i = 0; i < 3; i++) await (await fetch(`${origin}${things}/things/${i}`)).text();
      for (const slash of ['', '/']) {
        const page = await visitor.open(`${origin}${prefix}/__profile__${slash}`);
        await page.getByRole('columnheader', { name: 'Route' }).getByRole('link').click();
        await page.waitForURL(`${origin}${prefix}/__profile__/?sort=route`);
        await expect.poll(() => column(page, 'Routes', 0)).toContain('GET /outer/inner/things/:id');
        await page.context().close();
      }
    }
  } finally {
    proxy.close();
  }
});
