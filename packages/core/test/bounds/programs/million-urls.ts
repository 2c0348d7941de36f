import { setImmediate } from 'node:timers/promises';
import { createProfiler, type ProfilerOptions } from '../../../src/index.ts';
import { Counter, findFacts, memoryBeforeLoad, Room, timed } from './facts.ts';
import { wordOf } from './words.ts';

/** Up to a million requests, each to a URL of its own, none with a pattern: what a crawler or a scanner sends. */
const count = Number(process.env.BOUNDS_COUNT);
const warmUp = 20_000;

interface Visit {
  readonly url: string;
  readonly row: string;
  readonly status: number;
}

/** Windows are short, so that many are closed and merged while it runs. */
const retention = [
  { everyMillis: 1_000, forMillis: 3_000 },
  { everyMillis: 3_000, forMillis: 3_600_000 },
];
const engine = process.env.BOUNDS_ENGINE as ProfilerOptions['engine'] & string;
const [profiler, started] = timed(() =>
  createProfiler({ engine, rate: 1000, discardFirst: false, retention }),
);
const counter = new Counter();
const room = new Room(100);
let sent = 0;

await send(warmUp);
const before = await memoryBeforeLoad(profiler);
await send(count - warmUp);
const facts = await findFacts(profiler, counter, started, before);
process.stdout.write(JSON.stringify(facts));
await profiler.close();

async function send(requests: number): Promise<void> {
  for (const until = sent + requests; sent < until; sent++) {
    const { url, row, status } = visit(sent);
    const aborted = sent % 1_001 === 0;
    const recording = profiler.begin({ method: 'GET', url });
    recording.run(handle);
    recording.end({ status, aborted });
    // Events of a request come after its end too; what listens to them runs in its scope.
    if (sent % 4 === 0) recording.run(handle);
    counter.add(status === 404 ? '* (not found)' : room.rowFor(row), status, aborted);
    if (sent % 500 === 0) await setImmediate();
  }
}

function handle(): number {
  let sum = 0;
  for (let i = 0; i < 500; i++) sum += i;
  return sum;
}

function visit(number: number): Visit {
  const status = number % 7 === 0 ? 500 : number % 11 === 0 ? 302 : number % 13 === 0 ? 404 : 200;
  const of = (url: string, row: string): Visit => ({ url, row: `GET ${row}`, status });
  const word = wordOf(number);
  switch (number % 8) {
    case 0:
      return of(`/items/${number}`, '/items/:id');
    case 1:
      return of(`/${word}`, `/${word}`);
    case 2:
      return of(`/assets/${word}.css?v=${number}`, `/assets/${word}.css`);
    case 3:
      return of(`/search?q=${word}`, '/search');
    case 4:
      return of(`/a/b/c/d/e/f/g/h/${word}/${number}`, '/a/b/c/d/e/f/g/h/…');
    case 5:
      return of(`/tokens/${number.toString(16).padStart(40, 'f0')}`, '/tokens/:id');
    case 6:
      return of(`/long/${word.padEnd(3_000, 'x')}`, '/long/:id');
    default:
      return of(`/users/${number}/posts/${word}`, `/users/:id/posts/${word}`);
  }
}
