import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { connect } from '../client/connection.ts';
import { ask, type Listening, wire } from '../client/http.ts';
import { reportPath } from '../client/report.ts';
import { burners } from '../content/burn.ts';
import { expectOnlyUnder } from './expect-only-under.ts';
import type { Servers } from './servers.ts';

/** CPU belongs to the route that caused it, wherever it runs: after awaits, in callbacks, listeners, streams. */
export function attribution({ root }: Servers): void {
  // Other checks have requested some of these routes in other ways, such as HEAD.
  beforeAll(async () => {
    await ask(root, { method: 'POST', path: `${reportPath}clear`, body: '' });
  });

  // Endless streams have a check of their own.
  const routes = [...new Set(Object.values(burners))].filter((route) => route !== 'GET /events');

  test.each(routes)('%s', async (route) => {
    const called = Object.fromEntries(Object.entries(burners).filter(([, caller]) => caller === route));
    await expectOnlyUnder(root, called, () => Promise.all([drive(root, route), drive(root, route)]));
  });

  test('CPU for no request is background', () =>
    expectOnlyUnder(root, { burnInBackground: '(background)' }, () => root.order('burn')));
}

async function drive(server: Listening, route: string): Promise<void> {
  const [method = '', path = ''] = route.split(' ');
  if (path === '/upload') return upload(server);
  const json = { headers: { 'content-type': 'application/json' }, body: '{"items":[1,2,3]}' };
  const { status } = await ask(server, { method, path, ...(method === 'POST' && json) });
  expect(status).toBeLessThan(300);
}

/** In pieces, each in its own packet, so that each is a separate event for the app. */
async function upload({ port }: Listening): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': '30' };
  const connection = await connect(port);
  connection.write(wire({ method: 'POST', path: '/upload', headers }));
  for (let i = 0; i < 3; i++) {
    await delay(5);
    connection.write('0123456789');
  }
  expect(await connection.closed()).toContain('{"bytes":30}');
}
