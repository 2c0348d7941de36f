import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, ask } from './ask.ts';
import { type ServerProcess, startServer } from './server-process.ts';

let server: ServerProcess | undefined;

beforeEach(async () => {
  if (server !== undefined) return;
  server = await startServer();
  for (let i = 0; i < 50; i++) await ask(server.port, { path: `/named/${'a'.repeat(180)}${i}` });
});

afterAll(async () => {
  await server?.stop();
});

/** Asks for the report with a filter, and the app for something else until that is answered. Both answers have a limit. */
async function filter(typed: string, view: string): Promise<Answer> {
  const running = server as ServerProcess;
  let done = false;
  const asking = running.report(`?view=${view}&filter=${encodeURIComponent(typed)}`).finally(() => {
    done = true;
  });
  const watching = (async () => {
    while (!done) await ask(running.port, { path: '/' });
  })();
  const [answer, others] = await Promise.allSettled([asking, watching]);
  if (answer.status === 'fulfilled' && others.status === 'fulfilled') return answer.value;
  // It hangs, so the next test gets a new server.
  await running.stop();
  server = undefined;
  throw answer.status === 'rejected' ? answer.reason : new Error('the app did not answer');
}

const unusable: [typed: string, why: string][] = [
  ['/(/', 'missing closing'],
  ['/)/', 'unexpected'],
  ['/[/', 'missing closing'],
  ['/[z-a]/', 'invalid'],
  ['/*a/', 'missing argument'],
  ['/a**/', 'invalid'],
  ['/a{1001}/', 'invalid'],
  ['/((a{100}){100}){100}/', 'invalid'],
  ['/(a)\\1/', 'invalid'],
  ['/(?=a)/', 'invalid'],
  ['/(?<=a)b/', 'invalid'],
  ['/\\p{Nope}/', 'invalid'],
  [`/${'('.repeat(998)}/`, ''],
];

describe('a bad regular expression is refused with the reason', () => {
  test.each(unusable.map(([typed, why]) => [typed.slice(0, 40), typed, why] as const))(
    '%s',
    async (_, typed, why) => {
      for (const view of ['routes', 'functions']) {
        const answer = await filter(typed, view);
        expect(answer.status).toBe(400);
        expect(answer.body).toContain('not a regular expression that can be used');
        expect(answer.body).toContain(why);
      }
    },
  );
});

/** The first are slow in backtracking engines; the last compile to very large programs in other engines. */
const catastrophic = [
  '/(a+)+$/',
  '/(a|aa)+$/',
  '/(a|a?)+b/',
  '/(.*a){20}x$/',
  '/^(([a-z])+.)+[A-Z]([a-z])+$/',
  `/${'a*'.repeat(490)}x/`,
  `/${'('.repeat(400)}a${')*'.repeat(200)}${')'.repeat(200)}/`,
  '/(a?){1000}a{1000}/',
  `/${'\\pL{1000}'.repeat(100)}/`,
  `/${'(?:.?){1000}'.repeat(80)}/`,
  `/${'(?:.*){1000}'.repeat(80)}x/`,
  `/(?:${Array.from({ length: 300 }, () => 'a*').join('|')}){500}x/`,
];

describe('a catastrophic regular expression is answered or refused, and the app goes on', () => {
  test.each(catastrophic.map((typed) => [typed.slice(0, 40), typed] as const))('%s', async (_, typed) => {
    for (const view of ['routes', 'functions']) {
      const { status } = await filter(typed, view);
      expect([200, 400]).toContain(status);
    }
  });
});
