import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profileListener } from '../../../src/node/index.ts';

/** An app on plain `node:http`: two routes with functions of their own, one that both call, and some garbage. */
function spin(millis: number): number {
  let sum = 0;
  const until = performance.now() + millis;
  while (performance.now() < until) for (let i = 0; i < 500; i++) sum += Math.sqrt(i);
  return sum;
}

function price(items: number): number {
  return Array.from({ length: items }, (_, i) => ({ i, text: `item ${i}` })).length + spin(2);
}

function listOrders(): number {
  return price(5_000) + spin(3);
}

function checkout(depth: number): number {
  return depth === 0 ? price(20_000) : checkout(depth - 1) + spin(1);
}

const server = createServer(
  profileListener(
    (request, response) => {
      const isOrders = request.url?.startsWith('/orders');
      response.end(String(isOrders ? listOrders() : checkout(3)));
    },
    { rate: 1000, discardFirst: false, service: 'shop', version: '1.0.0' },
  ),
);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Ends with the test.
process.stdin.on('end', () => process.exit(0)).resume();
