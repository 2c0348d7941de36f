import { expect } from 'vitest';
import type { Listening } from '../client/http.ts';
import { reportPath, samplesOf } from '../client/report.ts';
import { until } from '../client/until.ts';

/** So many samples of a function say where it belongs. */
const enoughSamples = 5;

/**
 * Where one request ends and the next begins, a busy machine may blur a sample. How few are astray is for the truth
 * test to measure; work that is really lost or mixed up is lost by the half.
 */
const strayShare = 0.05;

/**
 * Expects all samples of functions under one route each, given by the functions' names: none under another, none in
 * the background. Does `act` until each has been seen often enough, however slow the machine.
 */
export async function expectOnlyUnder(
  server: Listening,
  routes: Readonly<Record<string, string>>,
  act: () => Promise<unknown>,
  path: string = reportPath,
): Promise<void> {
  const names = Object.keys(routes);
  await until(
    async () => {
      await act();
      return Promise.all(names.map((name) => samplesOf(server, name, '', path)));
    },
    (counts) => counts.every((count) => count >= enoughSamples),
    `enough samples of ${names.join(', ')}`,
  );
  for (const name of names) {
    const route = routes[name]!;
    // Two questions, two moments: the same answer before and after makes them one.
    const { own, all } = await until(
      async () => {
        const before = await samplesOf(server, name, '', path);
        const own = await samplesOf(server, name, route, path);
        return { before, own, all: await samplesOf(server, name, '', path) };
      },
      ({ before, all }) => before === all,
      `at rest: ${name}`,
    );
    const strays = Math.max(1, Math.floor(all * strayShare));
    expect(all - own, `samples of ${name} elsewhere than under ${route}, of ${all}`).toBeLessThanOrEqual(
      strays,
    );
  }
}
