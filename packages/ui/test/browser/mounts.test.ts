import { afterAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../../conformance/src/client/server-process.ts';
import { startStrippingProxy } from '../../../conformance/src/client/stripping-proxy.ts';
import { targets } from '../../../conformance/src/targets.ts';
import { column, useBrowser } from './browse.ts';

const visitor = useBrowser();
const running: ServerProcess[] = [];
afterAll(() => Promise.all(running.map((server) => server.stop())));

/** One that strips a mount's prefix from the URL, and one that keeps it; conformance asks all of them by HTTP. */
const frameworks = targets.filter(({ name }) => ['express5', 'hono4'].includes(name));

test.each(frameworks)('the page shows and sorts wherever it is: $title', async (target) => {
  const [root, nested] = await Promise.all([startServer(target, 'root'), startServer(target, 'nested')]);
  running.push(root, nested);
  const proxy = await startStrippingProxy(root, '/tools/shop');
  const mounts = [
    [root.port, '', '/outer/inner'],
    [nested.port, '/outer/inner', '/outer/inner'],
    [proxy.port, '/tools/shop', '/tools/shop/outer/inner'],
  ] as const;
  try {
    for (const [port, , things] of mounts)
      for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}${things}/things/${i}`)).text();
    const page = await visitor.open(`http://127.0.0.1:${root.port}/__profile__/`);
    for (const [port, prefix] of mounts) {
      const report = `http://127.0.0.1:${port}${prefix}/__profile__`;
      for (const slash of ['', '/']) {
        await visitor.go(page, `${report}${slash}`);
        await page.getByRole('columnheader', { name: 'Route' }).getByRole('link').click();
        await page.waitForURL(`${report}/?sort=route`);
        await expect.poll(() => column(page, 'Routes', 0)).toContain('GET /outer/inner/things/:id');
      }
    }
    // It asks for news as long as it is open: before the proxy goes.
    await page.close();
  } finally {
    proxy.close();
  }
});
