import { describe, expect, test } from 'vitest';
import { nameRequest } from '../../src/watch/name-request.ts';
import { createOpenRequests } from '../../src/watch/open-requests.ts';
import { openRoutes } from '../../src/watch/open-routes.ts';
import { SharedMemory } from '../../src/watch/shared-memory.ts';
import { createStandstill } from '../../src/watch/standstill.ts';

describe('how long the loop has stood still', () => {
  test('grows while the counter stays the same', () => {
    const { look } = createStandstill(200);
    expect(look(1, 1_000)).toBe(0);
    expect(look(1, 1_200)).toBe(200);
    expect(look(1, 1_450)).toBe(450);
    expect(look(2, 1_650)).toBe(0);
    expect(look(2, 1_850)).toBe(200);
  });

  test('a suspended process stops this thread too: that does not count', () => {
    const { look } = createStandstill(200);
    look(7, 0);
    expect(look(7, 60_000)).toBe(400);
    expect(look(7, 60_200)).toBe(600);
    expect(look(8, 60_400)).toBe(0);
  });
});

describe('the route of an open request', () => {
  const names = [
    'GET /orders/:id',
    'GET /orders/latest',
    'POST /orders/:id',
    'GET /*',
    'GET /files/*',
    'GET /',
  ];
  test.for([
    ['GET /orders/17', '/orders/:id'],
    ['GET /orders/latest', '/orders/latest'],
    ['GET /files/a/b/c', '/files/*'],
    ['GET /', '/'],
    ['GET /orders/17/lines', '/orders/:id/lines'],
    ['DELETE /orders/17', '/orders/:id'],
    ['GET /orders/', '/orders/'],
  ])('%s', ([text, route]) => {
    expect(nameRequest(text as string, names, false)).toEqual({
      method: (text as string).split(' ')[0],
      route,
    });
  });

  test('a path that does not fit into the memory is marked', () => {
    expect(nameRequest('GET /orders/17/x', names, true).route).toBe('/orders/:id/x…');
  });
});

describe('requests in the shared memory', () => {
  test('another thread reads them by route, the youngest first, without identifiers', () => {
    const memory = new SharedMemory();
    const requests = createOpenRequests(memory);
    memory.addName('GET /orders/:order');
    requests.begin('GET', '/orders/1', 10);
    const gone = requests.begin('GET', '/gone', 11);
    requests.begin('POST', '/users/4711', 12);
    requests.begin('GET', '/orders/2', 13);
    requests.end(gone);
    const other = new SharedMemory(memory.buffer);
    expect(other.open).toBe(3);
    expect(other.beats).toBe(5);
    expect(other.beatMicros).toBe(13);
    expect(openRoutes(other)).toEqual([
      { method: 'GET', route: '/orders/:order', requests: 2, sinceMicros: 13 },
      { method: 'POST', route: '/users/:id', requests: 1, sinceMicros: 12 },
    ]);
  });

  test('there may be more requests and names than there is room for', () => {
    const memory = new SharedMemory();
    const requests = createOpenRequests(memory);
    const slots = Array.from({ length: 300 }, (_, i) => requests.begin('GET', `/${'x'.repeat(300)}/${i}`, i));
    for (let i = 0; i < 10_000; i++) memory.addName(`GET /route/${i}`);
    expect(memory.open).toBe(300);
    expect(openRoutes(memory)).toEqual([
      { method: 'GET', route: expect.stringMatching(/^\/.*…$/), requests: 256, sinceMicros: 255 },
    ]);
    expect(memory.names().at(-1)).toMatch(/^GET \/route\/\d+$/);
    for (const slot of slots) requests.end(slot);
    expect(memory.open).toBe(0);
    expect(openRoutes(memory)).toEqual([]);
    expect(requests.begin('GET', '/again', 500)).toBeGreaterThanOrEqual(0);
  });
});
