import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profileListener } from '../../../core/src/node/index.ts';

/** An app whose requests count, much longer than Node takes for them: for `/more` as many times as far as it is told. */
const [dir = '', times = ''] = process.argv.slice(2);
const far = 1_500_000;

function count(to: number): number {
  let sum = 0;
  for (let i = 0; i < to; i++) sum += Math.sqrt(i % 1_000);
  return sum;
}

const server = createServer(
  profileListener(
    (request, response) => {
      response.end(String(count(request.url === '/more' ? far * Number(times) : far / 10)));
    },
    { dir, rate: 1000, discardFirst: false, service: 'counting', version: '1', traceBudget: 0 },
  ),
);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Ends normally, with all windows written, when the test closes its input.
process.stdin.on('end', () => process.exit(0)).resume();
