import { createServer, type RequestListener } from 'node:http';
import { listening, type Serving, servingOf } from '@apps/shop/serving';
import { afterEach, expect, it } from 'vitest';
import { generate } from '../src/load/generate.ts';
import type { LoadPlan } from '../src/load/plan.ts';

const plan: Omit<LoadPlan, 'targets'> = {
  seed: 1,
  requestsPerSecond: 2_000,
  concurrency: 8,
  maxRequests: 50,
  maxSeconds: 20,
};

let serving: Serving | undefined;
afterEach(() => serving?.close());

async function targetsOf(listener: RequestListener): Promise<LoadPlan['targets']> {
  serving = servingOf(await listening(createServer(listener), 0));
  return [{ origin: serving.origin, mount: '/shop' }];
}

it('ends after so many requests and never has more of them under way than allowed', async () => {
  let underWay = 0;
  let mostUnderWay = 0;
  const targets = await targetsOf((request, response) => {
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    request.resume().on('end', () => setTimeout(() => response.end(), 5));
    response.on('close', () => {
      underWay -= 1;
    });
  });
  const { tally, done } = generate({ ...plan, targets });
  await done;
  const { sent, answered, errors, sentByRoute } = tally();
  expect(errors).toBe(0);
  expect(sent).toBe(50);
  expect(answered).toBe(50);
  expect(Object.values(sentByRoute).reduce((sum, count) => sum + count)).toBe(50);
  expect(mostUnderWay).toBeGreaterThan(1);
  expect(mostUnderWay).toBeLessThanOrEqual(plan.concurrency);
});

it('ends after so much time', async () => {
  const targets = await targetsOf((_request, response) => response.end());
  const { tally, done } = generate({
    ...plan,
    targets,
    requestsPerSecond: 20,
    maxSeconds: 1,
    concurrency: 256,
  });
  await done;
  expect(tally().sent).toBeLessThanOrEqual(21);
});

it('counts errors, and answers that are missing or not as expected, and keeps the first', async () => {
  const targets = await targetsOf((request, response) => {
    if (request.url?.includes('/orders')) request.socket.destroy();
    else request.resume().on('end', () => response.writeHead(503).end());
  });
  const { tally, done } = generate({ ...plan, targets });
  await done;
  const { sent, answered, errors, unexpected, firstUnexpected, sentByRoute } = tally();
  const orders = Object.keys(sentByRoute).reduce(
    (sum, route) => sum + (route.includes('/orders') ? (sentByRoute[route] ?? 0) : 0),
    0,
  );
  expect({ sent, answered, errors, unexpected }).toEqual({
    sent: 50,
    answered: 50 - orders,
    errors: 50 - orders,
    unexpected: 50,
  });
  expect(firstUnexpected).toMatch(/answered 503, not|socket hang up|ECONNRESET|EPIPE/);
});

it('asks again where a connection that was used before is closed', async () => {
  const seen = new WeakSet<object>();
  let closed = 0;
  const targets = await targetsOf((request, response) => {
    if (seen.has(request.socket) && closed < 5) {
      closed += 1;
      request.socket.destroy();
      return;
    }
    seen.add(request.socket);
    request.resume().on('end', () => response.end());
  });
  const { tally, done } = generate({ ...plan, targets });
  await done;
  expect(closed).toBe(5);
  expect(tally()).toMatchObject({ sent: 50, answered: 50 });
});

it('goes to this machine only', () => {
  const targets = [{ origin: 'http://192.0.2.1:3000', mount: '/shop' }];
  expect(() => generate({ ...plan, targets })).toThrow('the load goes to 127.0.0.1 only');
});
