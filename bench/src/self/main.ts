import { createProfiler, joinRoute, type ProfilerOptions, templateOf } from '@routeprof/core';
import { mountProfiler } from '@routeprof/core/node';
import { fakeExchange } from './fakes.ts';
import { nanosOf, nanosOfAwait } from './time.ts';

/** The cost of one step in following a request. */
export interface SelfCost {
  readonly what: string;
  readonly nanos: number;
}

const costs: SelfCost[] = [];
const add = (what: string, nanos: number): void => void costs.push({ what, nanos });
const nothing = (): void => {};
const resolved = async (): Promise<void> => {};

const exchangeAlone = await nanosOf(() => {
  const { request, response } = fakeExchange('/hello');
  response.on('close', nothing);
  request.emit('end');
  response.emit('close');
});
const plainEmitter = fakeExchange('/hello').response;
plainEmitter.on('drain', nothing);
const emitAlone = await nanosOf(() => plainEmitter.emit('drain'));
const emitUnheardAlone = await nanosOf(() => plainEmitter.emit('finish'));
const awaitAlone = await nanosOfAwait(resolved);

const engine = process.env.BENCH_ENGINE as Exclude<ProfilerOptions['engine'], undefined>;
const profiler = createProfiler({ engine });
const hello = { method: 'GET', url: '/hello' };
const helloEnd = { route: '/hello', status: 200 };

add('begin + end, a path without parameters', await nanosOf(() => profiler.begin(hello).end(helloEnd)));
add(
  'begin + run + end, a path without parameters',
  await nanosOf(() => {
    const recording = profiler.begin(hello);
    recording.run(nothing);
    recording.end(helloEnd);
  }),
);
add(
  'begin + enter + end, a path without parameters',
  await nanosOf(() => {
    const recording = profiler.begin(hello);
    recording.enter();
    recording.end(helloEnd);
  }),
);
let number = 100_000;
const runAndEnd = (url: string, route: string | undefined, status: number): void => {
  const recording = profiler.begin({ method: 'GET', url });
  recording.run(nothing);
  recording.end({ route, status });
};
const nextUrl = (): string => `/orders/${100_000 + (number++ % 1_000)}`;
add(
  'begin + run + end, a path with a parameter',
  await nanosOf(() => runAndEnd(nextUrl(), '/orders/:id', 200)),
);
add('begin + run + end, a URL without a pattern', await nanosOf(() => runAndEnd(nextUrl(), undefined, 200)));
add('begin + run + end, not found', await nanosOf(() => runAndEnd(nextUrl(), undefined, 404)));
add('templateOf, 3 segments', await nanosOf(() => void templateOf('/orders/123456/items')));
add('joinRoute, 2 parts', await nanosOf(() => void joinRoute('/shop', '/orders/:id')));

const mount = mountProfiler<undefined>({ profiler }, { pattern: () => '/hello' });
const exchange = await nanosOf(() => {
  const { request, response } = fakeExchange('/hello');
  mount.run(request, response, '/hello', undefined, nothing);
  request.emit('end');
  response.emit('close');
});
add('one exchange in all: record + run + two events + end', exchange - exchangeAlone);
add('owns: is it a URL of the report?', await nanosOf(() => void profiler.owns('/hello')));

const followed = fakeExchange('/hello');
mount.run(followed.request, followed.response, '/hello', undefined, nothing);
followed.response.on('drain', nothing);
add(
  'event with a listener, besides the event',
  (await nanosOf(() => followed.response.emit('drain'))) - emitAlone,
);
add(
  'event without a listener, besides the event',
  (await nanosOf(() => followed.response.emit('finish'))) - emitUnheardAlone,
);
add('await outside any request, besides the await', (await nanosOfAwait(resolved)) - awaitAlone);
const inRequest = profiler.begin(hello).run(() => nanosOfAwait(resolved));
add('await in a request, besides the await', (await inRequest) - awaitAlone);

process.send?.(costs, () => {
  void profiler.close().then(() => process.exit(0));
});
