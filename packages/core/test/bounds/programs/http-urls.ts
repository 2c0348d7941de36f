import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProfiler } from '../../../src/index.ts';
import { profileListener } from '../../../src/node/index.ts';
import { Counter, findFacts, memoryBeforeLoad, Room, timed } from './facts.ts';
import { wordOf } from './words.ts';

/** Many URLs over real connections, some of them left by the client before the answer. */
const count = 10_000;
const warmUp = 1_000;
const connections = 16;

const [profiler, started] = timed(() => createProfiler({ rate: 1000, discardFirst: false }));
const waiting = new Map<string, () => void>();
const server = createServer(
  profileListener(
    (request, response) => {
      const status = statusOf(Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('n')));
      response.statusCode = status;
      const leave = waiting.get(request.url ?? '');
      if (leave === undefined) response.end('done');
      else {
        // The client sends the head but not the body, and leaves.
        response.write('x');
        leave();
      }
    },
    { profiler },
  ),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const counter = new Counter();
const room = new Room(100);
let sent = 0;

// One after the other until all rows are taken, because the order of concurrent requests is not defined.
await sendUntil(warmUp, 1);
const before = await memoryBeforeLoad(profiler);
await sendUntil(count, connections);
agent.destroy();
server.close();
await once(server, 'close');
process.stdout.write(JSON.stringify(await findFacts(profiler, counter, started, before)));
await profiler.close();

async function sendUntil(end: number, atOnce: number): Promise<void> {
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (sent < end) await send(sent++);
    }),
  );
}

async function send(number: number): Promise<void> {
  const path = number % 2 === 0 ? `/orders/${number}` : `/pages/${wordOf(number)}`;
  const status = statusOf(number);
  const isLeft = number > warmUp && number % 50 === 1;
  const row = number % 2 === 0 ? '/orders/:id' : path;
  counter.add(status === 404 ? '* (not found)' : room.rowFor(`GET ${row}`), status, isLeft);
  await visit(`${path}?n=${number}`, isLeft);
}

async function visit(path: string, isLeft: boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path, agent }, (response) => {
      response.resume();
      if (!isLeft) response.on('end', resolve);
    });
    if (isLeft) waiting.set(path, () => setImmediate(() => request.destroy()));
    request.on('error', (error) => (isLeft ? resolve() : reject(error)));
    request.on('close', () => {
      waiting.delete(path);
      if (isLeft) resolve();
    });
  });
}

function statusOf(number: number): number {
  return number % 9 === 0 ? 503 : number % 10 === 0 ? 404 : 200;
}
