import { AsyncLocalStorage } from 'node:async_hooks';
import type { AddressInfo } from 'node:net';
import type { Handlers } from './handlers.ts';
import { loadTable } from './table.ts';
import type { Variant } from './variant.ts';

export interface AppOptions {
  readonly framework: string;
  readonly variant: Variant;
  /** Options for the profiler. */
  readonly profiler: { readonly rate?: number; readonly token: string };
  readonly handlers: Handlers;
}

/** Makes the app and listens on a free loopback port, which it returns. */
export async function startApp({ framework, variant, profiler, handlers }: AppOptions): Promise<number> {
  const { descriptionOf } = await loadTable();
  const storage = new AsyncLocalStorage<object>();
  const { listen } = await descriptionOf(framework);
  const { server } = await listen(
    {
      profiler: variant === 'profiled' ? profiler : undefined,
      around: variant === 'als' ? (next) => storage.run({}, next) : undefined,
      routes: [
        { method: 'GET', pattern: '/hello', handle: () => ({ json: handlers.hello() }) },
        {
          method: 'GET',
          pattern: '/hello/:id',
          handle: ({ params }) => ({ json: handlers.greet(params.id ?? '') }),
        },
        { method: 'GET', pattern: '/awaits', handle: async () => ({ json: await handlers.awaits() }) },
        { method: 'GET', pattern: '/work', handle: () => ({ json: handlers.work() }) },
      ],
      notFound: { status: 404 },
    },
    0,
  );
  return (server.address() as AddressInfo).port;
}
