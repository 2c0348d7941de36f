import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../../../scripts/packages.ts';
import { frameworks } from '../../src/frameworks/table.ts';
import { load, machine } from '../machine.ts';
import { sendRequests } from './load.ts';

// Whether `register` keeps no more memory than the middleware: time of garbage collection and RSS after a million
// requests. `npx --yes pnpm@12 prove:register-memory koa 1000000`; without a name all frameworks. Run it on an idle
// machine. One process says little: of two with the same code, one may spend a third more on garbage collection. So
// both kinds take turns in fresh processes, and their medians are compared.
const known = frameworks.filter(({ patterns }) => patterns).map(({ name }) => name);
const [first, second] = process.argv.slice(2);
const chosen = first !== undefined && known.includes(first) ? [first] : known;
const requests = Number(second ?? (chosen.length === 1 ? undefined : first) ?? 1_000_000);
/**
 * V8 doubles the young generation in some runs: 27 MiB, and a quarter of the GC time, that do not depend on the code.
 */
const fixedYoungGeneration = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const rounds = 5;
const mostGcRatio = 1.1;
const mostRssMib = 10;

interface Memory {
  readonly gcMillis: number;
  readonly rssBytes: number;
}

console.log(`${requests} requests, Node ${process.versions.node}, ${machine}, load ${load()} before`);
for (const framework of chosen) {
  const all: { readonly [Kind in 'middleware' | 'register']: Memory[] } = { middleware: [], register: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0
      ? (['middleware', 'register'] as const)
      : (['register', 'middleware'] as const))
      all[kind].push(await measure(framework, kind));
    const pair = [all.middleware, all.register].map((each) => describe(each.at(-1) as Memory));
    console.log(`  ${framework}, round ${round + 1} of ${rounds}: ${pair.join('; register: ')}`);
  }
  const middleware = medians(all.middleware);
  const register = medians(all.register);
  const ratio = register.gcMillis / middleware.gcMillis;
  const extraMib = (register.rssBytes - middleware.rssBytes) / 2 ** 20;
  const isKept = ratio <= mostGcRatio && extraMib <= mostRssMib;
  console.log(
    `${framework}: GC ${describe(middleware)} with the middleware, ${describe(register)} with register: × ${ratio.toFixed(2)}, ${extraMib.toFixed(1)} MiB more${isKept ? '' : ': TOO MUCH'}`,
  );
  if (!isKept) process.exitCode = 1;
}
console.log(`load ${load()} after`);

function medians(all: readonly Memory[]): Memory {
  const medianOf = (read: (memory: Memory) => number): number =>
    all.map(read).sort((a, b) => a - b)[Math.floor(all.length / 2)] as number;
  return {
    gcMillis: medianOf(({ gcMillis }) => gcMillis),
    rssBytes: medianOf(({ rssBytes }) => rssBytes),
  };
}

async function measure(framework: string, kind: 'middleware' | 'register'): Promise<Memory> {
  const register = join(root, 'packages/routeprof/dist/register.cjs');
  const server = fork(join(import.meta.dirname, 'server.ts'), [framework, kind], {
    execArgv: [...fixedYoungGeneration, ...(kind === 'register' ? ['--require', register] : [])],
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '', ROUTEPROF_QUIET: 'true' },
  });
  try {
    const { port } = await reply<{ readonly port: number }>(server);
    // Warms up: compiles code and fills caches.
    await sendRequests(port, Math.ceil(requests / 10));
    const before = await ask(server);
    await sendRequests(port, requests);
    const after = await ask(server);
    return { gcMillis: after.gcMillis - before.gcMillis, rssBytes: after.rssBytes };
  } finally {
    server.kill();
  }
}

async function ask(server: ChildProcess): Promise<Memory> {
  const answer = reply<Memory>(server);
  server.send('memory');
  return await answer;
}

async function reply<T>(server: ChildProcess): Promise<T> {
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`The server ended with ${code}.`);
  });
  const [message] = (await Promise.race([once(server, 'message'), ended])) as [T];
  return message;
}

function describe({ gcMillis, rssBytes }: Memory): string {
  return `${Math.round(gcMillis)} ms and RSS ${Math.round(rssBytes / 2 ** 20)} MiB`;
}
