import { createApp, listen } from '../../../../apps/express/src/app.ts';

// The Express shop, profiled, until the test that holds the other end lets go of it.
const { origin } = await listen(
  createApp({ profiler: { service: 'shop', version: '1.0.0', discardFirst: false } }),
  0,
);
process.stdout.write(`${origin}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
