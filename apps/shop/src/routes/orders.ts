import { readFields, readItems, readParam, readWhole } from '../input.ts';
import { placeOrder } from '../place-order.ts';
import { ShopError, type ShopRoute } from '../route.ts';
import type { Store } from '../store.ts';

const MAX_PAGE = 100;
const MAX_OFFSET = 100_000;

export function orderRoutes(store: Store): ShopRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/orders',
      async handle(request) {
        const offset = readWhole(request, 'offset', 0, MAX_OFFSET);
        const orders = await store.orders.page(offset, readWhole(request, 'limit', 20, MAX_PAGE));
        return { status: 200, json: { offset, orders } };
      },
    },
    {
      method: 'GET',
      pattern: '/orders/:id',
      async handle(request) {
        const id = readParam(request, 'id');
        const order = await store.orders.find(id);
        if (!order) throw new ShopError(404, `there is no order ${id}`);
        return { status: 200, json: order };
      },
    },
    {
      method: 'POST',
      pattern: '/orders',
      body: 'json',
      async handle(request) {
        const items = readItems(readFields(request));
        return { status: 201, json: await placeOrder(store, items, 'open') };
      },
    },
  ];
}
