import { CATEGORIES, createRandom, pick, productId, type Random, shuffle, wholeBetween } from '@apps/shop';
import type { LoadPlan, LoadTarget } from './plan.ts';

/** One request that a visitor of the shop makes. */
export interface Visit {
  /** As the report names it: `GET /express/api/products/:id`. */
  readonly route: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly status: number;
  readonly json?: unknown;
  readonly uploadBytes?: number;
  /** When the visitor closes the connection, in the middle of the response. */
  readonly leaveAfterMillis?: number;
}

interface Habit extends Omit<Partial<Visit>, 'route' | 'url'> {
  /** How many of a hundred visits to one shop. */
  readonly share: number;
  readonly pattern: string;
  /** The path after `/api`, if it differs from the pattern. */
  path?(random: Random): string;
  /** What to send; also sets the method. */
  body?(random: Random): Pick<Visit, 'json' | 'uploadBytes'>;
}

const PRODUCTS = 2_000;
const CUSTOMERS = 60;
const SEARCHES = [
  'quiet lamp',
  'oak chair',
  'compact steel kettle',
  'wool',
  'handmade guitar by hand',
] as const;

const habits: readonly Habit[] = [
  { share: 20, pattern: '/products', path: (random) => `/products?category=${pick(random, CATEGORIES)}` },
  { share: 26, pattern: '/products/:id', path: (random) => `/products/${anyProductId(random)}` },
  {
    share: 14,
    pattern: '/search',
    path: (random) => `/search?q=${encodeURIComponent(pick(random, SEARCHES))}`,
  },
  { share: 8, pattern: '/orders', path: (random) => `/orders?offset=${wholeBetween(random, 0, 150)}` },
  { share: 10, pattern: '/orders/:id', path: (random) => `/orders/${wholeBetween(random, 10_001, 10_200)}` },
  { share: 6, pattern: '/orders', status: 201, body: (random) => ({ json: { items: anyItems(random) } }) },
  { share: 4, pattern: '/checkout', status: 201, body: (random) => ({ json: anyCheckout(random) }) },
  { share: 1, pattern: '/export/products.csv' },
  { share: 1, pattern: '/export/products.csv', leaveAfterMillis: 100 },
  { share: 2, pattern: '/uploads', status: 201, body: (random) => ({ uploadBytes: anyUploadBytes(random) }) },
  { share: 1, pattern: '/fail', status: 500 },
  { share: 1, pattern: '/fail-later', status: 500 },
  { share: 1, pattern: '/block' },
  { share: 4, pattern: '/many-awaits' },
  {
    share: 1,
    pattern: '/old-page',
    status: 404,
    path: (random) => `/old-page/${wholeBetween(random, 1, 9_999)}`,
  },
];

/**
 * Endless visits, the same ones for the same seed. They are drawn from a shuffled deck: after every 100 visits to a
 * shop, each habit has had exactly its share, so that a short run reaches every route too.
 */
export function* visits({ targets, seed }: Pick<LoadPlan, 'targets' | 'seed'>): Generator<Visit, never> {
  const random = createRandom(seed);
  const deck = targets.flatMap((target) =>
    habits.flatMap((habit) => Array.from({ length: habit.share }, () => ({ target, habit }))),
  );
  for (;;) {
    for (const { target, habit } of shuffle(random, deck)) yield visit(random, target, habit);
  }
}

function visit(random: Random, { origin, mount }: LoadTarget, habit: Habit): Visit {
  const { share: _, pattern, path, body, ...rest } = habit;
  const method = body ? 'POST' : 'GET';
  const api = `${mount}/api`;
  return {
    status: 200,
    ...rest,
    ...body?.(random),
    method,
    route: `${method} ${api}${pattern}`,
    url: `${origin}${api}${path?.(random) ?? pattern}`,
  };
}

function anyProductId(random: Random): string {
  return productId(wholeBetween(random, 1, PRODUCTS));
}

function anyItems(random: Random): object[] {
  return Array.from({ length: wholeBetween(random, 1, 4) }, () => ({
    productId: anyProductId(random),
    quantity: wholeBetween(random, 1, 12),
  }));
}

function anyCheckout(random: Random): object {
  const number = wholeBetween(random, 1, CUSTOMERS);
  const customer = { email: `customer${number}@example.com`, password: `secret of ${number}` };
  return { ...customer, card: '4242424242424242', items: anyItems(random) };
}

function anyUploadBytes(random: Random): number {
  return wholeBetween(random, 50_000, 500_000);
}
