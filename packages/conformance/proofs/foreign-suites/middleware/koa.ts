import { createRequire } from 'node:module';
import { options } from './options.ts';

const { profiler } = createRequire(import.meta.url)('../../../../koa/dist/index.js');

interface App {
  use(middleware: unknown): void;
}
type Application = new (...args: readonly unknown[]) => App;

/** Koa whose apps begin with `app.use(profiler())`. */
export function wrap(Koa: Application): Application {
  const wrapped: Application = new Proxy(Koa, {
    construct(target, args, newTarget) {
      const app: App = Reflect.construct(target, args, newTarget);
      app.use(profiler(options));
      return app;
    },
  });
  return Object.defineProperty(wrapped, 'default', { value: wrapped, configurable: true });
}
