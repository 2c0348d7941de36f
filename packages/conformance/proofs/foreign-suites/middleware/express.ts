import { createRequire } from 'node:module';
import { options } from './options.ts';

const { profiler } = createRequire(import.meta.url)('../../../../express/dist/index.js');

interface App {
  readonly router: { use(middleware: unknown): void };
}

/** `express()` whose apps begin with `app.use(profiler())`, once they have their settings and make their router. */
export function wrap(express: () => App): () => App {
  const wrapped = function createApplication(): App {
    const app = express();
    const own = Object.getOwnPropertyDescriptor(app, 'router') as PropertyDescriptor & {
      get(): App['router'];
    };
    let isUsed = false;
    return Object.defineProperty(app, 'router', {
      ...own,
      get() {
        const router = own.get.call(app);
        if (!isUsed) {
          isUsed = true;
          router.use(profiler(options));
        }
        return router;
      },
    });
  };
  const { name, length, prototype, ...exports } = Object.getOwnPropertyDescriptors(express);
  return Object.defineProperties(wrapped, exports);
}
