import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';

// The profiled Express shop, until the test closes the other end.
const { origin } = await serveShop('express', {
  profiler: { service: 'shop', version: '1.0.0', discardFirst: false, traceBudget: 1 },
});
process.stdout.write(`${origin}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
