import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The Express shop, profiled, in a process of its own. */
export interface ShopProcess {
  readonly origin: string;
  stop(): Promise<void>;
}

export async function startShop(): Promise<ShopProcess> {
  const file = fileURLToPath(new URL('./programs/shop.ts', import.meta.url));
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, ['--no-warnings', '--conditions=@routeprof/source', file], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const origin = await Promise.race([
    once(child.stdout, 'data').then(([data]) => String(data).trim()),
    ended.then(() => Promise.reject(new Error('The shop ended.'))),
  ]);
  return {
    origin,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
