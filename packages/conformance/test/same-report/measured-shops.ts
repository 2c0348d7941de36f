import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { generate } from '../../../../apps/all-in-one/src/load/generate.ts';

/** What its profiler is given. */
export interface ShopOptions {
  readonly service: string;
  readonly version: string;
}

const program = fileURLToPath(new URL('./shop.ts', import.meta.url));
const requests = 150;

/** Lets shops, each in a process of its own, measure some traffic, and end as apps do. Their windows are then in `dir`. */
export async function measureShops(dir: string, shops: readonly ShopOptions[]): Promise<void> {
  const children = shops.map((shop) => startShop({ ...shop, dir }));
  try {
    await Promise.all(children.map(visit));
    await Promise.all(children.map(end));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

function startShop(options: ShopOptions & { readonly dir: string }): ChildProcess {
  const { NODE_ENV: _env, NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
  const profiler = { ...options, flushInterval: 1_000, discardFirst: false, traceBudget: 1 };
  return fork(program, [JSON.stringify(profiler)], {
    env,
    execArgv: ['--conditions=@routeprof/source', '--disable-warning=ExperimentalWarning'],
  });
}

async function visit(child: ChildProcess, seed: number): Promise<void> {
  const tooEarly = once(child, 'exit').then(() => Promise.reject(new Error('A shop has ended.')));
  tooEarly.catch(() => {});
  const [origin] = (await Promise.race([once(child, 'message'), tooEarly])) as [string];
  const { done, tally } = generate({
    ...{ targets: [{ origin, mount: '/shop' }], seed, concurrency: 4 },
    ...{ requestsPerSecond: 60, maxRequests: requests, maxSeconds: 120 },
  });
  await Promise.race([done, tooEarly]);
  const { firstUnexpected } = tally();
  if (firstUnexpected !== undefined) throw new Error(firstUnexpected);
}

async function end(child: ChildProcess): Promise<void> {
  child.send('end');
  await once(child, 'exit');
}
