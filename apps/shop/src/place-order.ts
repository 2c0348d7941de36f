import type { Item } from './input.ts';
import { type Order, priceLines } from './order.ts';
import { ShopError } from './route.ts';
import type { Store } from './store.ts';

/** Looks up every product, prices the order and stores it. */
export async function placeOrder(
  store: Store,
  items: readonly Item[],
  status: Order['status'],
): Promise<Order> {
  const lines = await Promise.all(
    items.map(async ({ productId, quantity }) => {
      const product = await store.products.find(productId);
      if (!product) throw new ShopError(422, `there is no product ${productId}`);
      return { productId, quantity, unitCents: product.priceCents };
    }),
  );
  return store.orders.put({ id: store.nextOrderId(), status, lines, ...priceLines(lines) });
}
