import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Shop {
  /** Where the report is, with a slash at its end. */
  readonly report: string;
  /** Keeps it busy until the promise is settled. */
  loadDuring<Result>(work: Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

/** Starts the app of `programs/shop.ts` in a process of its own. */
export async function startShop(): Promise<Shop> {
  const file = fileURLToPath(new URL('./programs/shop.ts', import.meta.url));
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, ['--no-warnings', file], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const port = await Promise.race([
    once(child.stdout, 'data').then(([data]) => Number(String(data))),
    ended.then(() => Promise.reject(new Error('The shop ended.'))),
  ]);
  const app = `http://127.0.0.1:${port}`;
  return {
    report: `${app}/__profile__/`,
    async loadDuring(work) {
      let isDone = false;
      const done = (): void => {
        isDone = true;
      };
      work.then(done, done);
      for (let i = 0; !isDone; i++) {
        await (await fetch(`${app}/${i % 3 === 0 ? 'checkout' : `orders/${i}`}`)).text();
      }
      return await work;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
