import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { profileListener } from '../../../src/node/index.ts';

/** An app on plain `node:http` whose functions and routes have long names, for filters to work on. */
const names = Array.from({ length: 200 }, (_, i) => `${'a'.repeat(180)}_${i}`);
const burners = names.map(
  (name) =>
    new Function(
      `return function ${name}(millis) { const until = performance.now() + millis; while (performance.now() < until); }`,
    )() as (millis: number) => void,
);
let next = 0;
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

const server = createServer(
  profileListener(
    (request, response) => {
      if (request.url === '/loop-delay') {
        response.end(String(Math.round(delay.max / 1_000_000)));
        delay.reset();
        return;
      }
      if (request.url === '/burn') for (let i = 0; i < 10; i++) burners[next++ % burners.length]?.(2);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ app: true, method: request.method, url: request.url }));
    },
    {
      rate: 1000,
      discardFirst: false,
      // An app may name its routes by what a client sends.
      route: ({ url = '' }) => (url.startsWith('/named/') ? decodeURIComponent(url.slice(7)) : undefined),
      ...JSON.parse(process.env.BAD_INPUT_OPTIONS ?? '{}'),
    },
  ),
);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Ends with the test.
process.stdin.on('end', () => process.exit(0)).resume();
