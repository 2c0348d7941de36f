import { describe, expect, test } from 'vitest';
import { ask } from '../client/http.ts';
import { findRow } from '../client/report.ts';
import type { Target } from '../target.ts';
import { expectCounted } from './expect-counted.ts';
import type { Servers } from './servers.ts';

const notFound = '(not found)';

/** The route name under which a request is counted. */
export function routes(target: Target, { root }: Servers): void {
  /** The pattern, or without patterns the path, with numbers as `:id`. */
  const nameOf = (pattern: string, path: string): string =>
    target.patterns ? pattern : path.replace(/\/\d+/g, '/:id');

  test.each([
    ['/', '/'],
    ['/json', '/json'],
    ['/shop/orders/:id', '/shop/orders/17'],
    ['/shop/items/:category/:item', '/shop/items/3/4'],
    ['/shop/items/:category/:item', '/shop/items/books/dune'],
    ['/outer/inner/things/:id', '/outer/inner/things/5'],
    ['/tenants/:tenant/users/:user', '/tenants/1/users/2'],
  ])('%s, asked as %s', async (pattern, path) => {
    await expectCounted(root, { [`GET ${nameOf(pattern, path)}`]: 2 }, async () => {
      await ask(root, path);
      await ask(root, path);
    });
  });

  test('a pattern gathers its values', async () => {
    const name = `GET ${nameOf('/tenants/:tenant/users/:user', '/tenants/1/users/2')}`;
    await expectCounted(root, { [name]: 3 }, async () => {
      for (const tenant of [10, 20, 30]) await ask(root, `/tenants/${tenant}/users/${tenant}`);
    });
  });

  test('the query is dropped', () =>
    expectCounted(root, { 'GET /json': 2 }, async () => {
      await ask(root, '/json?password=1');
      await ask(root, '/json?password=2');
    }));

  test('unknown URLs share one row', () =>
    expectCounted(root, { [notFound]: 4 }, async () => {
      for (const path of ['/nothing', '/nothing/17', '/shop/nothing', '/outer/inner/nothing'])
        await ask(root, path);
    }));

  test('a 404 that a matched route answers is that route’s', async () => {
    const name = target.patterns ? 'GET /shop/orders/:id' : notFound;
    const after = await expectCounted(root, { [name]: 1 }, () => ask(root, '/shop/orders/404'));
    expect(findRow(after, name)?.statusClasses[3]).toBeGreaterThan(0);
  });

  describe('methods', () => {
    test('HEAD has a row of its own', () =>
      expectCounted(root, { 'HEAD /text': 1 }, () => ask(root, { method: 'HEAD', path: '/text' })));

    test('HEAD of an unknown URL is not found', () =>
      expectCounted(root, { [notFound]: 1 }, () => ask(root, { method: 'HEAD', path: '/nothing' })));

    test('a method that a path does not have', async () => {
      const name = target.wrongMethod === 405 ? 'POST /text' : notFound;
      await expectCounted(root, { [name]: 1 }, async () => {
        expect((await ask(root, { method: 'POST', path: '/text', body: '' })).status).toBe(
          target.wrongMethod,
        );
      });
    });

    test('OPTIONS with a handler', () =>
      expectCounted(root, { 'OPTIONS /options': 1 }, () =>
        ask(root, { method: 'OPTIONS', path: '/options' }),
      ));

    test('OPTIONS that the framework answers', async () => {
      const name = target.automaticOptions === 404 ? notFound : 'OPTIONS /text';
      await expectCounted(root, { [name]: 1 }, async () => {
        const answer = await ask(root, { method: 'OPTIONS', path: '/text' });
        expect(answer.status).toBe(target.automaticOptions);
      });
    });
  });

  describe('outcomes', () => {
    test.each([
      ['GET /empty', 1],
      ['GET /redirect', 2],
      ['GET /teapot', 3],
      ['GET /throw', 4],
      ['GET /reject', 4],
      ['GET /throw-text', 4],
    ])('%s', async (name, statusClass) => {
      const after = await expectCounted(root, { [name]: 1 }, () => ask(root, name.slice(4)));
      const row = findRow(after, name)!;
      expect(row.statusClasses[statusClass], 'responses of its class').toBe(row.requests);
      expect(row.errors).toBe(statusClass === 4 ? row.requests : 0);
      expect(row.aborted).toBe(0);
    });

    test('a body that cannot be read', () =>
      expectCounted(root, { 'POST /orders': 1 }, async () => {
        const headers = { 'content-type': 'application/json' };
        const { status } = await ask(root, { method: 'POST', path: '/orders', headers, body: '{"broken":' });
        expect(status).toBeGreaterThanOrEqual(400);
      }));

    test('a stream that breaks', () => expectCounted(root, { 'GET /broken': 1 }, () => ask(root, '/broken')));
  });
}
