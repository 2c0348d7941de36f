import { createRequire } from 'node:module';
import { options } from './options.ts';

const { profilerPlugin } = createRequire(import.meta.url)('../../../../fastify/dist/index.js');

type Fastify = (...args: readonly unknown[]) => object;

/**
 * `Fastify()` whose apps have the plugin as if it had been registered and awaited, because the suite does not await it.
 */
export function wrap(fastify: Fastify): Fastify {
  // Some tests call it with `new`.
  function wrapped(...args: readonly unknown[]): object {
    const app = fastify(...args);
    profilerPlugin(app, options, (error?: Error) => {
      if (error) throw error;
    });
    return app;
  }
  const { name, length, prototype, ...exports } = Object.getOwnPropertyDescriptors(fastify);
  Object.defineProperties(wrapped, exports);
  return Object.assign(wrapped, { fastify: wrapped, default: wrapped });
}
