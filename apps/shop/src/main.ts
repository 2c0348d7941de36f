import { once } from 'node:events';
import { pickPort } from './pick-port.ts';
import { serveShop } from './serve-shop.ts';

// `node apps/shop/src/main.ts koa`: the shop in one framework, on `PORT` or a free port, until Ctrl-C.
const [framework = 'express'] = process.argv.slice(2);
const { PORT } = process.env;
const port = PORT === undefined ? await pickPort(3000) : Number(PORT);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  fail(2, `PORT must be a whole number from 0 to 65535, not '${PORT}'.`);
try {
  const { origin, close } = await serveShop(framework, { port, profiler: {} });
  console.log(`shop    ${origin}/shop/api/products\nreport  ${origin}/__profile__/`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await close();
} catch (error) {
  fail(1, error instanceof Error ? error.message : String(error));
}

function fail(code: number, sentence: string): never {
  console.error(sentence);
  process.exit(code);
}
