import { pickPort } from '@apps/shop/pick-port';
import { serveShop } from '@apps/shop/serve';
import type { Serving } from '@apps/shop/serving';
import type { Profiler } from '@routeprof/core';
import { frameworks } from '../../../packages/conformance/src/frameworks/table.ts';

export interface RunningShop extends Serving {
  readonly framework: string;
  /** `/express`: shops that share a profile need different prefixes. */
  readonly mount: string;
}

/** The frameworks that serve a shop: those with a router. */
export const served: readonly { readonly name: string; readonly title: string }[] = frameworks.filter(
  ({ patterns }) => patterns,
);

/** Opens the same shop in each framework, under one profiler; each on its own port, from `firstPort` up. */
export async function openShops(profiler: Profiler, firstPort: number): Promise<RunningShop[]> {
  const shops: RunningShop[] = [];
  for (const { name, title } of served) {
    const port = await pickPort(firstPort === 0 ? 0 : firstPort + shops.length);
    const mount = `/${name}`;
    shops.push({
      framework: title,
      mount,
      ...(await serveShop(name, { profiler: { profiler }, mount, port })),
    });
  }
  return shops;
}
