import { expect, test } from 'vitest';
import { createRandom } from '../../../../apps/shop/src/random.ts';
import { createTraceChoice } from '../../src/trace/choose-traces.ts';
import { createHookCosts } from '../../src/trace/hook-costs.ts';

interface Traffic {
  readonly perSecond: number;
  readonly traceMicros: number;
}

/** Minutes of even traffic, in simulated time. */
function simulate(budget: number, traffic: Readonly<Record<string, Traffic>>, seconds: number) {
  const costs = createHookCosts();
  const choice = createTraceChoice({ budget, costs, random: createRandom(7) });
  const seen = Object.fromEntries(
    Object.keys(traffic).map((group) => [group, { arrivals: 0, traced: 0, weightMilli: 0 }]),
  );
  const due = Object.entries(traffic).map(([group, one]) => ({ group, ...one, at: 0.5 / one.perSecond }));
  let spentAtTenth = 0;
  for (let now = 0; now < seconds; ) {
    const next = due.reduce((a, b) => (b.at < a.at ? b : a));
    now = next.at;
    next.at += 1 / next.perSecond;
    const counts = seen[next.group] as { arrivals: number; traced: number; weightMilli: number };
    counts.arrivals++;
    const weight = choice.choose(next.group, now * 1e6);
    if (weight > 0) {
      counts.traced++;
      counts.weightMilli += weight;
      costs.insideMicros += next.traceMicros;
    }
    if (now < 10) spentAtTenth = costs.insideMicros;
  }
  return { seen, spentMicros: costs.insideMicros, spentAtTenth };
}

test('few requests are all traced', () => {
  const { seen } = simulate(0.01, { '/a': { perSecond: 3, traceMicros: 1_000 } }, 60);
  expect(seen['/a']?.traced).toBe(seen['/a']?.arrivals);
});

test.each([
  [0.01, 30_000],
  [0.01, 300],
  [0.05, 3_000],
])('a budget of %d holds at %d requests a second, and is used', (budget, perSecond) => {
  const seconds = 120;
  const { spentMicros, spentAtTenth } = simulate(budget, { '/a': { perSecond, traceMicros: 700 } }, seconds);
  const allowed = budget * 1e6 * seconds;
  const wanted = perSecond * 700 * seconds;
  // What is saved up for ten seconds may be spent on top.
  expect(spentMicros).toBeLessThan(allowed * 1.2);
  expect(spentMicros).toBeGreaterThan(Math.min(wanted, allowed) * 0.8);
  expect(spentAtTenth).toBeLessThan(budget * 1e6 * 21);
});

test('traces stand for all requests, whatever they cost', () => {
  const traffic = {
    '/busy': { perSecond: 2_000, traceMicros: 300 },
    '/middle': { perSecond: 200, traceMicros: 5_000 },
    '/rare': { perSecond: 0.2, traceMicros: 2_000 },
  };
  const { seen } = simulate(0.01, traffic, 600);
  for (const [group, { arrivals, traced, weightMilli }] of Object.entries(seen)) {
    // Five standard deviations of a sum of so many weights.
    const tolerance = 5 / Math.sqrt(traced);
    expect(Math.abs(weightMilli / 1000 / arrivals - 1), group).toBeLessThan(tolerance);
  }
});

test('every route with traffic gets 20 traces in 10 minutes', () => {
  const routes = Array.from({ length: 40 }, (_, i) => [
    `/route${i}`,
    { perSecond: 0.05 * 1.3 ** i, traceMicros: 1_500 },
  ]);
  const { seen, spentMicros } = simulate(0.01, Object.fromEntries(routes), 600);
  for (const [group, { traced }] of Object.entries(seen)) expect(traced, group).toBeGreaterThanOrEqual(20);
  expect(spentMicros).toBeLessThan(0.01 * 1e6 * 600 * 1.2);
});

test('1 traces every request, without bound', () => {
  const { seen } = simulate(1, { '/a': { perSecond: 5_000, traceMicros: 10_000 } }, 5);
  expect(seen['/a']).toMatchObject({
    traced: seen['/a']?.arrivals,
    weightMilli: (seen['/a']?.arrivals ?? 0) * 1000,
  });
});

test('what was spent beyond the savings is a limit for traces under way', () => {
  const costs = createHookCosts();
  const choice = createTraceChoice({ budget: 0.01, costs, random: () => 0 });
  expect(choice.choose('/a', 0)).toBeGreaterThan(0);
  expect(choice.limitMicros()).toBe(100_000);
  costs.insideMicros = 60_000;
  expect(choice.limitMicros()).toBe(100_000);
  costs.insideMicros = 150_000;
  expect(choice.choose('/a', 1)).toBe(0);
});
