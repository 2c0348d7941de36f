import { serveShop } from '../../../../apps/shop/src/serve-shop.ts';

// The shop, measured as its argument says, as JSON. It sends its address, and ends when it gets a message.
const { origin, close } = await serveShop('express5', { profiler: JSON.parse(process.argv[2] ?? '{}') });
process.once('message', async () => {
  await close();
  process.disconnect();
});
process.send?.(origin);
