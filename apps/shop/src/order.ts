import type { Item } from './input.ts';
import { ShopError } from './route.ts';
import type { Store } from './store.ts';

export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
  readonly unitCents: number;
}

export interface Order {
  readonly id: string;
  readonly status: 'open' | 'paid';
  readonly lines: readonly OrderLine[];
  readonly discountCents: number;
  readonly taxCents: number;
  readonly totalCents: number;
}

const BULK_QUANTITY = 10;
const BULK_DISCOUNT = 0.1;
const TAX_RATE = 0.19;

export function priceLines(
  lines: readonly OrderLine[],
): Pick<Order, 'discountCents' | 'taxCents' | 'totalCents'> {
  let sumCents = 0;
  let discountCents = 0;
  for (const { quantity, unitCents } of lines) {
    sumCents += quantity * unitCents;
    if (quantity >= BULK_QUANTITY) discountCents += Math.round(quantity * unitCents * BULK_DISCOUNT);
  }
  const taxCents = Math.round((sumCents - discountCents) * TAX_RATE);
  return { discountCents, taxCents, totalCents: sumCents - discountCents + taxCents };
}

/** Looks every product up, prices the order and stores it. */
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
