import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profileListener } from '@routeprof/core/node';
import { directoryStore } from '@routeprof/core/store';
import { Redis } from 'ioredis';
import { burnCpu } from '../../../core/test/fixtures/burn-cpu.ts';
import { redisStore } from '../../src/index.ts';

// An app that shares a folder or a Redis with others: `folder PATH`, or `redis PORT`. It ends with who has started it.
const [kind, place = ''] = process.argv.slice(2);
const store = kind === 'redis' ? redisStore(new Redis(Number(place))) : directoryStore(place);
const listener = profileListener(
  (_request, response) => {
    burnCpu(25);
    response.end();
  },
  { store, service: 'shop', rate: 1000, flushInterval: 1_000, discardFirst: false },
);
const server = createServer(listener).listen(0, '127.0.0.1', () =>
  process.send?.((server.address() as AddressInfo).port),
);
process.on('disconnect', () => process.exit());
