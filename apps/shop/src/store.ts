import { createCatalogue, type Product, productId } from './catalogue.ts';
import { type Order, type OrderLine, priceLines } from './order.ts';
import { createRandom, type Random, wholeBetween } from './random.ts';
import { Table } from './table.ts';

export interface Account {
  /** The e-mail address. */
  readonly id: string;
  readonly salt: Buffer;
  readonly passwordHash: Buffer;
}

export interface Store {
  readonly products: Table<Product>;
  readonly orders: Table<Order>;
  readonly accounts: Table<Account>;
  nextOrderId(): string;
}

export interface StoreOptions {
  readonly seed: number;
  readonly productCount: number;
}

const FIRST_ORDER_NUMBER = 10_001;
const SEEDED_ORDERS = 200;
const MAX_ORDERS = 5_000;
const MAX_ACCOUNTS = 1_000;

/** The initial data of the shop: products, a history of orders, and no accounts. */
export function createStore({ seed, productCount }: StoreOptions): Store {
  const random = createRandom(seed);
  const products = createCatalogue(random, productCount);
  const orders = Array.from({ length: SEEDED_ORDERS }, (_, index) =>
    seedOrder(random, products, String(FIRST_ORDER_NUMBER + index)),
  );
  let nextOrderNumber = FIRST_ORDER_NUMBER + SEEDED_ORDERS;
  return {
    products: new Table(products, productCount),
    orders: new Table(orders, MAX_ORDERS),
    accounts: new Table<Account>([], MAX_ACCOUNTS),
    nextOrderId: () => String(nextOrderNumber++),
  };
}

function seedOrder(random: Random, products: readonly Product[], id: string): Order {
  const lines = Array.from({ length: wholeBetween(random, 1, 5) }, (): OrderLine => {
    const index = wholeBetween(random, 0, products.length - 1);
    const unitCents = products[index]?.priceCents ?? 0;
    return { productId: productId(index + 1), quantity: wholeBetween(random, 1, 3), unitCents };
  });
  return { id, status: 'paid', lines, ...priceLines(lines) };
}
