import http from 'node:http';
import { type Call, send } from '../truth/load.ts';

const get = (path: string): Call => ({ method: 'GET', path });
const quote = get('/quote/:n');
const late = get('/late/:n');
const failing: Call = { ...get('/failing/:n'), mayFail: true };

/** Sent in this order again and again, so that every run has the same mix of requests. */
const calls: readonly Call[] = [
  quote,
  get('/rank/:n'),
  quote,
  get('/shop/api/products?category=lamps'),
  quote,
  get('/table/:n'),
  quote,
  get('/shop/api/orders'),
  get('/shop/api/products/p0042'),
  quote,
  get('/rank/:n'),
  quote,
  get('/shop/api/search?q=quiet%20lamp'),
  quote,
  get('/table/:n'),
  get('/shop/api/many-awaits'),
  quote,
  get('/shop/api/products/p0007'),
  // More of these, because p95 and the share of errors need more requests than CPU does.
  ...Array.from({ length: 3 }, () => [late, failing]).flat(),
];
const atATime = 4;

/**
 * Sends `count` requests to 127.0.0.1, `atATime` at a time: a count, so that runs on a busy machine do the same work.
 */
export async function sendCalls(port: number, count: number): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atATime });
  let next = 0;
  const visitor = async () => {
    while (next < count) {
      const number = next++;
      const call = calls[number % calls.length] as Call;
      await send(port, { ...call, path: call.path.replace(':n', String(number)) }, agent);
    }
  };
  await Promise.all(Array.from({ length: atATime }, visitor));
  agent.destroy();
}
