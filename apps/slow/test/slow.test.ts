import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlowApp, startSlowApp } from '../src/start.ts';
import { send, visits } from '../src/visits.ts';

let app: SlowApp;
beforeAll(async () => {
  app = await startSlowApp(0, { discardFirst: false });
});
afterAll(() => app.close());

test('each route answers, and is in the report by its own name', async () => {
  for (const each of visits) await send(app.port, each);
  const answer = await fetch(`http://127.0.0.1:${app.port}/__profile__/?format=json&limit=100`);
  const { routes } = (await answer.json()) as {
    routes: { method: string; route: string; requests: number }[];
  };
  const counted = routes.map(({ method, route, requests }) => `${method} ${route} ${requests}`);
  expect(counted).toEqual(expect.arrayContaining(visits.map(({ method, path }) => `${method} ${path} 1`)));
});
