import { expect } from 'vitest';
import type { Listening } from '../client/http.ts';
import { reportPath, samplesOf } from '../client/report.ts';
import { until } from '../client/until.ts';

/** This many samples of a function show where it belongs. */
const enoughSamples = 5;

/**
 * On a busy machine, a sample at the border of two requests may be assigned to the wrong one. The truth test measures
 * how often; a real mistake in attribution affects far more samples.
 */
const strayShare = 0.05;

/**
 * Expects all samples of each function under one route, and none under another or in the background. Repeats `act`
 * until each function has enough samples, however slow the machine.
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
    // Two requests see two moments. If the first gives the same answer again after the second, nothing changed between.
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
