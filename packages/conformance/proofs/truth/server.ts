import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { burner, burnt } from './burners.ts';

/** Six routes that use known amounts of CPU in named functions, and one that only waits. */
const beforeAwait = burner('beforeAwait');
const beforeAwaitInner = burner('beforeAwaitInner');
const afterAwait = burner('afterAwait');
const afterFile = burner('afterFile');
const inTimer = burner('inTimer');
const inImmediate = burner('inImmediate');
const afterBody = burner('afterBody');
const onBodyEnd = burner('onBodyEnd');
const inStream = burner('inStream');
const inMicrotask = burner('inMicrotask');
const inNextTick = burner('inNextTick');

const app = express();
const shared = createProfiler({
  rate: 1000,
  maxOverhead: 1,
  discardFirst: false,
  ...(process.env.ROUTEPROF_ENGINE ? { engine: process.env.ROUTEPROF_ENGINE as 'inspector' } : {}),
});
app.use(profiler({ profiler: shared }));

app.get('/before/:id', async (_request, response) => {
  beforeAwait(16);
  beforeAwaitInner(14);
  await setTimeout(5);
  response.json({ done: true });
});
app.get('/after/:id', async (_request, response) => {
  await setTimeout(3);
  afterAwait(24);
  await readFile('/dev/null');
  afterFile(22);
  response.json({ done: true });
});
app.get('/timers/:id', (_request, response) => {
  globalThis.setTimeout(() => {
    inTimer(14);
    globalThis.setImmediate(() => {
      inImmediate(18);
      response.json({ done: true });
    });
  }, 2);
});
app.post('/body/:id', express.json(), async (request, response) => {
  afterBody(30);
  await setImmediate();
  response.json({ got: request.body.items.length });
});
app.post('/raw/:id', (request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    onBodyEnd(33);
    response.json({ done: true });
  });
});
app.get('/stream/:id', async (_request, response) => {
  async function* rows() {
    for (let i = 0; i < 3; i++) {
      inStream(17);
      await setTimeout(1);
      yield 'x'.repeat(2_000);
    }
  }
  await pipeline(Readable.from(rows()), response);
});
app.get('/microtasks/:id', (_request, response) => {
  queueMicrotask(() => {
    inMicrotask(16);
    process.nextTick(() => {
      inNextTick(14);
      response.json({ done: true });
    });
  });
});
app.get('/idle', async (_request, response) => {
  for (let i = 0; i < 10; i++) await setTimeout(100);
  response.json({ done: true });
});
app.get('/truth', (_request, response) => {
  response.json(Object.fromEntries(burnt));
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
// Ends with the test.
process.stdin.on('end', () => process.exit(0)).resume();
