import { serveUntilInterrupted } from '@apps/shop/serving';
import { createApp, listen } from './app.ts';

await serveUntilInterrupted((port) => listen(createApp(), port));
