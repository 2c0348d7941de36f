import type { AdapterOptions } from '@routeprof/core/node';
import type { RouterPlan } from '../../../packages/conformance/src/frameworks/description.ts';
import { descriptionOf } from '../../../packages/conformance/src/frameworks/table.ts';
import { errorReply, notFoundReply } from './route.ts';
import { type Serving, servingOf } from './serving.ts';
import { createShop } from './shop.ts';

export interface ServeOptions extends Pick<RouterPlan, 'routes'> {
  /** Undefined for no profiler. What its functions get depends on the framework. */
  readonly profiler?: AdapterOptions<never>;
  /** Where the shop is mounted; `/shop` by default. */
  readonly mount?: string;
  /** 0, the default, for any free port. */
  readonly port?: number;
}

/** Serves a new shop with a framework of the table; rejects when the port is taken. */
export async function serveShop(
  framework: string,
  { profiler, mount = '/shop', port = 0, routes = [] }: ServeOptions = {},
): Promise<Serving> {
  const { listen } = await descriptionOf(framework);
  const listening = await listen(
    {
      profiler: profiler as AdapterOptions<unknown>,
      routes,
      routers: { [mount]: { routers: { '/api': { routes: createShop().routes } } } },
      notFound: notFoundReply,
      failed: errorReply,
    },
    port,
  );
  return servingOf(listening);
}
