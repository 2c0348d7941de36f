import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operationOf, watchSockets } from '../../src/trace/watch-sockets.ts';
import { createBench } from './traced.ts';

const sockets = watchSockets();
const bench = createBench((asyncId) => {
  const peer = sockets.lookUp(asyncId);
  return peer && operationOf(peer);
});
let server: Server;
let socket: Socket;
/** The other request is answered when the traced one has asked. */
let hasAsked: Promise<void>;
let ask: () => void;

/** Answers each line in its turn, after 20 ms. */
beforeEach(async () => {
  hasAsked = new Promise((resolve) => (ask = resolve));
  sockets.start();
  server = createServer((client) => {
    let last = Promise.resolve();
    client.on('data', (data) => {
      for (const line of String(data).trim().split('\n'))
        last = last.then(async () => {
          if (line === 'other') await hasAsked;
          await new Promise((resolve) => setTimeout(resolve, 20));
          client.write(`${line}\n`);
        });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
});
afterEach(() => {
  socket.destroy();
  server.close();
  sockets.stop();
});

/** Sends each query when the one before is answered, in the callback of that answer, as pg-pool does. */
function createPool(): (text: string) => Promise<string> {
  const waiting: { readonly text: string; readonly done: (answer: string) => void }[] = [];
  const send = () => waiting[0] && socket.write(`${waiting[0].text}\n`);
  socket.on('data', (answer) => {
    waiting.shift()?.done(String(answer));
    send();
  });
  return (text) =>
    new Promise((done) => {
      if (waiting.push({ text, done }) === 1) send();
    });
}

/** Sends each at once. */
function createPipeline(): (text: string) => Promise<string> {
  const waiting: ((answer: string) => void)[] = [];
  socket.on('data', (answers: string) => {
    for (const answer of answers.trim().split('\n')) waiting.shift()?.(answer);
  });
  return (text) =>
    new Promise((done) => {
      waiting.push(done);
      socket.write(`${text}\n`);
    });
}

type Query = ReturnType<typeof createPool>;

/** A traced request that asks while another request has the connection. */
async function queriedBehind(query: Query) {
  const other = bench.run('/other', () => query('other'));
  const found = await bench.trace('/stock', async () => {
    const answer = query('own');
    ask();
    return await answer;
  });
  await other;
  expect(bench.failures).toEqual([]);
  return found.waits;
}

test('a query waits for a connection, then for its own answer', async () => {
  const query = createPool();
  await bench.trace('/first', async () => await query('a'));
  const [held, own, ...rest] = await queriedBehind(query);
  expect(held).toMatchObject({ kind: 'lock', operations: 1, target: expect.stringMatching(/^127/) });
  expect(own).toMatchObject({ kind: 'net', operations: 1, target: held?.target });
  expect(own?.stack[own.site]).toEqual(held?.stack[held.site]);
  expect(rest).toEqual([]);
  // The server takes 20 ms for each.
  expect(held?.micros).toBeGreaterThan(15_000);
  expect(own?.micros).toBeGreaterThan(15_000);
});

test('a query that is sent at once does not, however long others take before it', async () => {
  const query = createPipeline();
  await bench.trace('/first', async () => await query('a'));
  expect((await queriedBehind(query)).map(({ kind }) => kind)).toEqual(['net']);
});

test('nor the rest of an answer, which comes in pieces', async () => {
  let lines = 0;
  let more = (): void => {};
  socket.on('data', (answer: string) => {
    lines += answer.split('\n').length - 1;
    more();
  });
  const read = async (): Promise<void> => {
    lines = 0;
    socket.write('one\ntwo\nthree\n');
    for (const count of [1, 2, 3]) {
      while (lines < count) await new Promise<void>((resolve) => (more = resolve));
    }
  };
  await bench.trace('/first', read);
  const { waits } = await bench.trace('/stream', read);
  expect(new Set(waits.map(({ kind }) => kind))).toEqual(new Set(['net']));
});

test('nor one that has the connection for itself', async () => {
  const query = createPool();
  for (const text of ['a', 'b']) {
    const { waits } = await bench.trace('/alone', async () => await query(text));
    expect(waits.map(({ kind }) => kind)).toEqual(['net']);
  }
});

test('what was written before the first look is not known', async () => {
  expect((await queriedBehind(createPool())).map(({ kind }) => kind)).toEqual(['net']);
});
