import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** How a client calls a route. */
export interface Visit {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** How many clients call it at once, one request after the other each. */
  readonly clients: number;
  /** The pause between two requests of a client. */
  readonly pauseMillis: number;
  /** It sends its body, or reads the response, in pieces with a pause after each. */
  readonly slow?: 'sending' | 'reading';
}

const get = (path: string, clients = 1, pauseMillis = 100): Visit => ({
  ...{ method: 'GET', path, clients, pauseMillis },
});

/** Each sin with as many clients as show it. */
export const visits: readonly Visit[] = [
  get('/health'),
  get('/invoices'),
  get('/orders'),
  get('/orders/at-once'),
  get('/stock', 10),
  get('/popular', 10, 300),
  get('/dashboard'),
  get('/weather'),
  get('/reminder'),
  get('/search', 1, 1_000),
  get('/catalogue', 1, 1_200),
  get('/settings', 1, 2_000),
  get('/version', 1, 1_500),
  { ...get('/export.csv', 1, 500), slow: 'reading' },
  { method: 'POST', path: '/login', clients: 8, pauseMillis: 500 },
  { method: 'POST', path: '/bookings', clients: 8, pauseMillis: 100 },
  { method: 'POST', path: '/photos', clients: 1, pauseMillis: 200, slow: 'sending' },
];

const pieces = 5;
const pieceMillis = 40;

/** Calls all routes until the signal comes; all to 127.0.0.1. */
export async function visit(port: number, all: readonly Visit[], signal: AbortSignal): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  await Promise.all(
    all.flatMap((each) => Array.from({ length: each.clients }, () => repeat(port, each, agent, signal))),
  );
  agent.destroy();
}

async function repeat(port: number, each: Visit, agent: Agent, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await send(port, each, agent).catch((error: NodeJS.ErrnoException) => {
      // The server closes connections that were idle for long, also at the moment when one is used again.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
    });
    await setTimeout(each.pauseMillis);
  }
}

/** One request; rejects unless it is answered with a 200. */
export async function send(port: number, { method, path, slow }: Visit, agent?: Agent): Promise<void> {
  const call = request({ host: '127.0.0.1', port, method, path, ...(agent ? { agent } : {}) });
  const answered = answerOf(call, slow === 'reading' ? pieces * pieceMillis : 0).then((status) => {
    if (status !== 200) throw new Error(`${method} ${path} answered ${status}`);
  });
  // It may fail while the body is still being sent, when nobody waits for the answer yet.
  await Promise.all([answered, slow === 'sending' ? sendSlowly(call) : call.end()]);
}

async function sendSlowly(call: ClientRequest): Promise<void> {
  for (let piece = 0; piece < pieces && !call.destroyed; piece++) {
    call.write(Buffer.alloc(10_000));
    await setTimeout(pieceMillis);
  }
  call.end();
}

/** The status of a complete answer, which is read after a pause. */
function answerOf(call: ClientRequest, pauseMillis: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', async (response) => {
      response.on('error', reject);
      await setTimeout(pauseMillis);
      response.resume().on('end', () => resolve(response.statusCode));
    });
  });
}
