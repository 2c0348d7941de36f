import type { Product } from '../catalogue.ts';
import { readParam, readText, readWhole } from '../input.ts';
import { ShopError, type ShopRoute } from '../route.ts';
import { search } from '../search.ts';
import type { Store } from '../store.ts';

const MAX_PAGE = 100;
const MAX_OFFSET = 100_000;

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

export function productRoutes({ products }: Store): ShopRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/products',
      async handle(request) {
        const category = readText(request, 'category');
        const offset = readWhole(request, 'offset', 0, MAX_OFFSET);
        const limit = readWhole(request, 'limit', 20, MAX_PAGE);
        const page = await products.page(offset, limit, (row) => !category || row.category === category);
        return { status: 200, json: { offset, products: page.map(summarise) } };
      },
    },
    {
      method: 'GET',
      pattern: '/products/:id',
      async handle(request) {
        const id = readParam(request, 'id');
        const product = await products.find(id);
        if (!product) throw new ShopError(404, `there is no product ${id}`);
        return { status: 200, json: { ...product, price: euros.format(product.priceCents / 100) } };
      },
    },
    {
      method: 'GET',
      pattern: '/search',
      async handle(request) {
        const query = readText(request, 'q');
        if (!query) throw new ShopError(400, 'q must be the text to search for');
        const matches = search(await products.all(), query, readWhole(request, 'limit', 10, MAX_PAGE));
        return { status: 200, json: { query, products: matches.map(({ product }) => summarise(product)) } };
      },
    },
  ];
}

function summarise({ id, name, category, priceCents, stock }: Product): object {
  return { id, name, category, price: euros.format(priceCents / 100), available: stock > 0 };
}
