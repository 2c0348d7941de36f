import { describe, expect, test } from 'vitest';
import { createAttributor } from '../../src/profile/attribute.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import { cpuErrorMicros, estimatedRoute } from '../../src/profile/estimated-window.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { turnGroups } from '../../src/profile/turn-sums.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { RequestLog } from '../../src/record/request-log.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { createScope, type Turn } from '../../src/sample/scope.ts';
import { normal, poisson, seeded } from '../comparison/simulate.ts';
import { batchOf, type Hit } from '../fixtures/batch-of.ts';

const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };
const budget = 40;
const intervalMicros = 10_000;
const table = createRouteTable(10);
const { id } = table.named('GET', '/a');

interface Fleet {
  readonly processes: number;
  /** Of each process while one turn lasts, on average. */
  readonly requests: number;
  readonly turns: number;
  /** Of requests within a turn, the share that is followed: 1 / this. */
  readonly within: number;
  readonly isExact: boolean;
  /** Windows of each turn; the last one alone is looked at where `isPart`. */
  readonly windows: number;
  readonly isPart?: boolean;
}

interface Drawn {
  readonly route: RouteWindow;
  readonly trueMicros: number;
}

/** Processes with costs and loads of their own, each of which is in or out at random for a turn. */
function draw(fleet: Fleet, random: () => number): Drawn {
  const { processes, turns, within, isExact } = fleet;
  const [all, chosen] = [weightOfTurn(fleet), [] as Window[]];
  const left = { requests: 0, trueMicros: 0 };
  for (let process = 0; process < processes; process++) {
    const meanMicros = 4_000 * Math.exp(0.3 * normal(random));
    const rate = fleet.requests * Math.exp(0.5 * normal(random));
    for (let at = 0; at < turns; at++) {
      const turn: Turn | undefined =
        random() < 1 / all ? { weight: all, group: Math.floor(random() * turnGroups) } : undefined;
      for (let part = 0; part < fleet.windows; part++) {
        const isChosen = fleet.isPart !== true || part === fleet.windows - 1;
        const count = poisson(rate / fleet.windows, random);
        if (!isChosen || count === 0) continue;
        const costs = Array.from({ length: count }, () => Math.round(meanMicros * (0.25 + 1.5 * random())));
        for (const cost of costs) left.trueMicros += cost;
        if (turn === undefined) left.requests += count;
        else chosen.push(windowOf(costs, turn, { within, isExact, random }));
      }
    }
  }
  const window = mergeWindows([...chosen, outside(left.requests)]);
  return { route: window.routes[0] as RouteWindow, trueMicros: left.trueMicros };
}

function weightOfTurn({ processes }: Fleet): number {
  return Math.max(1, processes / budget);
}

/** What a process measures of requests of a turn, by samples or by exact times. */
function windowOf(
  costs: readonly number[],
  turn: Turn | undefined,
  { within, isExact, random }: Pick<Fleet, 'within' | 'isExact'> & { readonly random: () => number },
): Window {
  const builder = new WindowBuilder(0, source, table.entries, 1_000);
  const attributor = createAttributor();
  const log = new RequestLog(costs.length);
  const hits: Hit[] = [];
  for (const micros of costs) {
    const weight = random() < 1 / within ? within * (turn?.weight ?? 1) : 0;
    const scope = createScope(id, false, weight, weight === 0 ? undefined : turn);
    if (isExact) hits.push({ scope, micros });
    else
      for (let n = poisson(micros / intervalMicros, random); n > 0; n--)
        hits.push({ scope, micros: intervalMicros });
    log.add(id, 200, false, 5_000, scope.weight, scope.turn);
  }
  attributor.add(batchOf(hits, isExact), builder);
  builder.addRequests(log);
  attributor.flush(builder);
  return builder.snapshot(1e6);
}

/** Windows of processes that are out, added up: they have requests only. */
function outside(requests: number): Window {
  const builder = new WindowBuilder(0, source, table.entries, 1_000);
  const log = new RequestLog(Math.max(1, requests));
  for (let i = 0; i < requests; i++) log.add(id, 200, false, 5_000, 0);
  builder.addRequests(log);
  return builder.snapshot(1e6);
}

const frequent = { requests: 12, turns: 1, windows: 2, within: 1, isExact: true };
const rare = { requests: 0.05, turns: 40, windows: 1, within: 1, isExact: true };

const plans: readonly [string, Omit<Fleet, 'processes'>][] = [
  ['a frequent route', frequent],
  ['a frequent route by samples', { ...frequent, isExact: false }],
  ['a frequent route of which a third is followed', { ...frequent, within: 3, isExact: false }],
  ['a frequent route in a part of a turn', { ...frequent, requests: 40, windows: 6, isPart: true }],
  ['a rare route', rare],
  ['a rare route by samples', { ...rare, isExact: false }],
  ['a route with few requests in all', { ...rare, turns: 4 }],
];

describe.each([50, 200, 2_000])(
  'a fleet of %i processes, of which about 40 give stacks at a time',
  (processes) => {
    // Where nearly all are in, what samples leave open is not of turns.
    test.each(plans.filter(([, { isExact }]) => isExact || processes > 50))(
      '%s: the truth is in the interval 90 to 99 times in 100, and estimates are unbiased',
      (_name, plan) => {
        const random = seeded(11);
        const runs = 100;
        let held = 0;
        const misses: number[] = [];
        for (let run = 0; run < runs; run++) {
          const { route, trueMicros } = draw({ ...plan, processes }, random);
          const { cpuMicros } = weightOf(estimatedRoute(route).tree);
          const error = 1.96 * cpuErrorMicros(route);
          if (Math.abs(cpuMicros - trueMicros) <= error) held++;
          misses.push(cpuMicros / trueMicros - 1);
        }
        const mean = misses.reduce((sum, miss) => sum + miss, 0) / runs;
        const variance = misses.reduce((sum, miss) => sum + (miss - mean) ** 2, 0) / (runs - 1);
        expect(held / runs).toBeGreaterThanOrEqual(0.9);
        expect(held / runs).toBeLessThanOrEqual(0.99);
        expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / runs));
      },
    );
  },
);

describe('what one turn alone tells', () => {
  const random = seeded(17);
  const turn = { weight: 50, group: 4 };
  const plan = { within: 1, isExact: false, random };
  const costs = Array.from({ length: 400 }, () => 2_000 + 4_000 * random());
  const alone = windowOf(costs, turn, plan);

  test('of the fleet is no more than that it may be anything', () => {
    const [route] = mergeWindows([alone, outside(20_000)]).routes as [RouteWindow];
    const { cpuMicros } = weightOf(estimatedRoute(route).tree);
    expect(cpuErrorMicros(route) / cpuMicros).toBeCloseTo(1, 1);
    const [exact] = mergeWindows([windowOf([5_000], turn, { ...plan, isExact: true }), outside(3)])
      .routes as [RouteWindow];
    expect(cpuErrorMicros(exact)).toBe(weightOf(estimatedRoute(exact).tree).cpuMicros);
  });

  test('of its own process is as exact as without turns', () => {
    const [[route], [plain]] = [alone, windowOf(costs, undefined, plan)].map(({ routes }) => routes) as [
      [RouteWindow],
      [RouteWindow],
    ];
    expect(estimatedRoute(route)).toBe(route);
    expect(plain.following).toBeUndefined();
    const { samples, cpuMicros } = weightOf(route.tree);
    // Samples come at random.
    expect(cpuErrorMicros(route) / (cpuMicros / Math.sqrt(samples))).toBeCloseTo(1, 1);
  });
});

test('sums of turns are the same in any order of merging, and only in rows that have turns', () => {
  const random = seeded(19);
  const windows = [1, 2, 3, 2].map((group) =>
    windowOf([1_000, 3_000, 5_000], { weight: 7, group }, { within: 1, isExact: true, random }),
  );
  const all = [...windows, outside(30), windowOf([4_000], undefined, { within: 1, isExact: true, random })];
  const expected = mergeWindows(all).routes[0]?.following;
  expect(expected?.turns?.map(({ group }) => group)).toEqual([1, 2, 3]);
  expect(mergeWindows(all.toReversed()).routes[0]?.following).toEqual(expected);
  const halves = [mergeWindows(all.slice(0, 3)), mergeWindows(all.slice(3))];
  expect(mergeWindows(halves).routes[0]?.following).toEqual(expected);
  expect(mergeWindows(all.slice(4)).routes[0]?.following?.turns).toBeUndefined();
});
