import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { variantOf } from '../variants/table.ts';
import { apps } from './apps/table.ts';
import { calibrate, createHandlers } from './handlers.ts';
import type { ServerQuestion, ServerReady, ServerSettings } from './messages.ts';

const settings: ServerSettings = JSON.parse(process.env.BENCH_SERVER ?? '');

process.on('message', ({ micros }: ServerQuestion) => process.send?.(calibrate(micros)));
process.on('disconnect', () => process.exit(0));

const addition = (await variantOf(settings.variant).add?.(settings.profiler)) ?? {};
const makeApp = apps[settings.framework];
if (makeApp === undefined) throw new Error(`No app for ${settings.framework}`);
const server = await makeApp({
  modules: await Promise.all(settings.modules.map((module) => import(module))),
  handlers: createHandlers(settings.rounds),
  around: addition.around,
  profiling: addition.profiler && {
    adapter: await import(settings.adapter),
    settings: addition.profiler,
  },
});
// The load keeps its connections while other servers have their slices.
server.keepAliveTimeout = 600_000;
// Bound to this machine, on a free port.
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const ready: ServerReady = { port: (server.address() as AddressInfo).port, readyMillis: performance.now() };
process.send?.(ready);
