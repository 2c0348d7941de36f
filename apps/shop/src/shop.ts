import type { ShopRoute } from './route.ts';
import { checkoutRoutes } from './routes/checkout.ts';
import { orderRoutes } from './routes/orders.ts';
import { productRoutes } from './routes/products.ts';
import { transferRoutes } from './routes/transfer.ts';
import { troubleRoutes } from './routes/trouble.ts';
import { createStore } from './store.ts';

export interface Shop {
  readonly routes: readonly ShopRoute[];
}

export interface ShopOptions {
  readonly seed?: number;
  /** At least 100; ids are `p0001`, `p0002`, … */
  readonly productCount?: number;
}

/** A new shop with its own data: the same seed opens the same shop. */
export function createShop({ seed = 1, productCount = 2_000 }: ShopOptions = {}): Shop {
  const store = createStore({ seed, productCount });
  return {
    routes: [
      ...productRoutes(store),
      ...orderRoutes(store),
      ...checkoutRoutes(store),
      ...transferRoutes(store),
      ...troubleRoutes(store),
    ],
  };
}
