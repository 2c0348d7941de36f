import { serveShop } from '@apps/shop/serve';
import type { Serving } from '@apps/shop/serving';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { served } from '../src/shops.ts';

const json = (value: unknown): RequestInit => jsonText(JSON.stringify(value));
const jsonText = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
});
const bytes = (size: number): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream' },
  body: new Uint8Array(size).fill(7),
});

const items = [
  { productId: 'p0003', quantity: 12 },
  { productId: 'p0100', quantity: 1 },
];
const customer = { email: 'Ada@example.com', password: 'correct horse', card: '4242424242424242', items };

/** In this order: later requests see what earlier ones have stored. */
const requests: readonly [status: number, path: string, init?: RequestInit][] = [
  [200, '/shop/api/products'],
  [200, '/shop/api/products?category=garden&offset=5&limit=3'],
  [200, '/shop/api/products?limit=2&limit=7'],
  [400, '/shop/api/products?limit=many'],
  [200, '/shop/api/products/p0042'],
  [404, '/shop/api/products/caf%C3%A9'],
  [200, '/shop/api/search?q=quiet%20oak+lamps&limit=5'],
  [400, '/shop/api/search'],
  [200, '/shop/api/orders?limit=2'],
  [200, '/shop/api/orders/10007'],
  [404, '/shop/api/orders/7'],
  [201, '/shop/api/orders', json({ items })],
  [200, '/shop/api/orders/10201'],
  [400, '/shop/api/orders', json({ items: [] })],
  [400, '/shop/api/orders', json([])],
  [400, '/shop/api/orders', jsonText('{"items":')],
  [422, '/shop/api/orders', json({ items: [{ productId: 'p9999', quantity: 1 }] })],
  [201, '/shop/api/checkout', json(customer)],
  [201, '/shop/api/checkout', json(customer)],
  [401, '/shop/api/checkout', json({ ...customer, password: 'wrong' })],
  [422, '/shop/api/checkout', json({ ...customer, card: '4242424242424241' })],
  [200, '/shop/api/export/products.csv'],
  [201, '/shop/api/uploads', bytes(300_000)],
  [201, '/shop/api/uploads', bytes(0)],
  [500, '/shop/api/fail'],
  [500, '/shop/api/fail-later'],
  [200, '/shop/api/block'],
  [200, '/shop/api/many-awaits'],
  [404, '/shop/api/orders', { method: 'DELETE' }],
  [404, '/shop/api/nothing'],
  [404, '/'],
];

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

describe('the shop answers the same in every framework', () => {
  const servings: Serving[] = [];
  const answers = new Map<string, Answer[]>();

  beforeAll(async () => {
    for (const { name } of served) {
      const serving = await serveShop(name);
      servings.push(serving);
      answers.set(name, await askAll(serving.origin));
    }
  });

  afterAll(() => Promise.all(servings.map(({ close }) => close())));

  it.each(
    requests.map(([status, path, init], index) => ({ status, method: init?.method ?? 'GET', path, index })),
  )('$status $method $path (request $index)', ({ status, index }) => {
    const [first, ...others] = served.map(({ name }) => answers.get(name)?.[index]);
    expect(first?.status).toBe(status);
    for (const other of others) expect(other).toEqual(first);
  });
});

async function askAll(origin: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [, path, init] of requests) {
    const response = await fetch(origin + path, init);
    const type = response.headers.get('content-type')?.split(';')[0];
    answers.push({ status: response.status, type, body: await response.text() });
  }
  return answers;
}
