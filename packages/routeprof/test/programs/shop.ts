import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';

// The Express shop, profiled, until the test that holds the other end lets go of it.
const { origin } = await serveShop('express', {
  profiler: { service: 'shop', version: '1.0.0', discardFirst: false },
});
process.stdout.write(`${origin}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
