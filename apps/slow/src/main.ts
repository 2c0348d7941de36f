import { once } from 'node:events';
import { startSlowApp } from './start.ts';
import { visit, visits } from './visits.ts';

// `node apps/slow/src/main.ts`: the app under a light load, on `PORT` or 3000, until Ctrl-C; without a load for `--no-load`.
const { PORT = '3000' } = process.env;
const { port, close } = await startSlowApp(Number(PORT), {
  service: 'slow',
  // There are few requests, so each can be traced.
  traceBudget: 1,
  discardFirst: false,
});
console.log(`app     http://127.0.0.1:${port}/health\nreport  http://127.0.0.1:${port}/__profile__/`);
const stop = new AbortController();
const load = process.argv.includes('--no-load') ? Promise.resolve() : visit(port, visits, stop.signal);
load.catch((error: unknown) => console.error(error));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
stop.abort();
await load.catch(() => {});
await close();
