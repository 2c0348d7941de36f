import { serveUntilInterrupted } from '@apps/shop/serving';
import { createApp, listen } from './app.ts';

await serveUntilInterrupted(async (port) => listen(await createApp(), port));
