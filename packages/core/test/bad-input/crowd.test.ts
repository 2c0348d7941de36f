import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isFull } from '../fixtures/full.ts';
import { ask } from './ask.ts';
import type { Visits } from './programs/visitors.ts';
import { useServer } from './use-server.ts';

const server = useServer();
const waves = isFull ? 3 : 1;
const perWave = 1_000;

/** A separate process, so that waiting for thousands of reports does not look like waiting for the app. */
function startVisitors(port: number): { warm(): Promise<unknown>; stop(): Promise<Visits> } {
  const file = fileURLToPath(new URL('./programs/visitors.ts', import.meta.url));
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = fork(file, [], {
    execArgv: ['--no-warnings'],
    env: { ...inherited, BAD_INPUT_PORT: String(port) },
  });
  const warm = once(child, 'message');
  return {
    warm: () => warm,
    async stop() {
      await warm;
      child.send('stop');
      const [visits] = await once(child, 'message');
      child.disconnect();
      return visits as Visits;
    },
  };
}

/** The same report, all four formats, different reports, and wrong queries. */
function question(number: number): { readonly path: string; readonly headers: Record<string, string> } {
  const Accept = ['text/html', 'text/plain', 'application/json', 'text/markdown'][number % 4] as string;
  const query = [
    '',
    '?view=functions',
    `?view=callers&limit=${number + 1}`,
    `?filter=${number}`,
    `?wrong=${number}`,
  ];
  return { path: `/__profile__/${query[number % 5]}`, headers: { Accept } };
}

test('a thousand reports at once, besides the app’s own requests', async () => {
  const { port, loopDelay } = server();
  const early = startVisitors(port);
  await loopDelay();
  await early.warm();
  const delayBefore = await loopDelay();
  const before = await early.stop();

  const late = startVisitors(port);
  const statuses = new Map<number, number>();
  const odd: string[] = [];
  const start = performance.now();
  for (let wave = 0; wave < waves; wave++) {
    await Promise.all(
      Array.from({ length: perWave }, async (_, i) => {
        const { path, headers } = question(wave * perWave + i);
        const { status, body } = await ask(port, { path, headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const isWrong = path.includes('wrong=');
        const isRight = status === (isWrong ? 400 : 200) || (status === 503 && /Ask again/.test(body));
        if (!isRight) odd.push(`${status} to ${path}: ${body.slice(0, 200)}`);
      }),
    );
  }
  const reportMillis = performance.now() - start;
  const delayDuring = await loopDelay();
  const during = await late.stop();

  console.log(
    [
      `The app before: ${figures(before)}; its loop was held for at most ${delayBefore} ms`,
      `During ${waves * perWave} reports in ${Math.round(reportMillis)} ms: ${figures(during)}; for at most ${delayDuring} ms`,
      `Reports by status: ${JSON.stringify(Object.fromEntries(statuses))}`,
    ].join('\n'),
  );

  expect(before.wrong).toEqual([]);
  expect(during.wrong).toEqual([]);
  expect(odd.slice(0, 10)).toEqual([]);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(waves * perWave);

  // Only the app's visitors are in the profile, and all of them; a report may be made of a reading that is a little
  // older.
  const visited = async (): Promise<number> => {
    const { routes } = JSON.parse((await server().report('?format=json')).body);
    return routes.find(({ route }: { route: string }) => route === '/visit/:id').requests;
  };
  await expect.poll(visited, { timeout: 150_000 }).toBe(before.latencies.length + during.latencies.length);
});

function figures({ latencies }: Visits): string {
  const sorted = [...latencies].sort((a, b) => a - b);
  const quantile = (q: number): string =>
    (sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN).toFixed(1);
  return `${sorted.length} visits, p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, longest ${quantile(1)} ms`;
}
