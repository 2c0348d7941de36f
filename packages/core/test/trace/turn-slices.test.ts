import { expect, test } from 'vitest';
import { createRandom } from '../../../../apps/shop/src/random.ts';
import { TurnSlices } from '../../src/trace/turn-slices.ts';

interface Counted {
  readonly watched: number;
  readonly short: number;
  readonly long: number;
}

/** A loop whose turns take 0.1 ms, and one in two hundred of them 15. */
function turnsOf(random: () => number, count: number): readonly number[] {
  return Array.from({ length: count }, () => (random() < 0.005 ? 15_000 : 100));
}

/** What is counted of all these turns, and how much was watched of them. */
function count(lengths: readonly number[], slices: TurnSlices): Counted {
  let [now, restsUntil, watched, short, long] = [0, 0, 0, 0, 0];
  let isKnown = false;
  slices.begin(0);
  for (const micros of lengths) {
    if (restsUntil === 0) {
      if (isKnown) {
        watched += micros;
        if (micros > 1_000) long += micros * slices.weight;
        else short += micros * slices.weight;
      }
      isKnown = true;
      now += micros;
      const rest = slices.turn(now);
      if (rest > 0) restsUntil = now + rest;
    } else {
      now += micros;
      if (now < restsUntil) continue;
      restsUntil = 0;
      isKnown = false;
      slices.begin(now);
    }
  }
  return { watched, short, long };
}

/** Turns of this length, until there is a rest: when it begins, and how long it is. */
function watchFrom(fromMicros: number, slices: TurnSlices, micros: number) {
  slices.begin(fromMicros);
  for (let now = fromMicros + micros; ; now += micros) {
    const rest = slices.turn(now);
    if (rest > 0) return { now, rest };
  }
}

test('all turns are watched while there are few', () => {
  const slices = new TurnSlices({ mostPerSecond: () => 1_000, random: createRandom(1) });
  const lengths = Array.from({ length: 1_000 }, () => 1_001);
  expect(count(lengths, slices).watched).toBe(999 * 1_001);
  expect(slices.weight).toBe(1);
});

test('of many a part is watched, and short and long turns are counted as they are on the average', () => {
  const random = createRandom(7);
  const lengths = turnsOf(random, 4_000_000);
  const counted = count(lengths, new TurnSlices({ mostPerSecond: () => 1_000, random }));
  const sum = (isLong: boolean): number =>
    lengths.reduce((all, micros) => all + (micros > 1_000 === isLong ? micros : 0), 0);
  const all = sum(true) + sum(false);
  expect(counted.watched / all).toBeLessThan(0.25);
  expect(counted.short / sum(false)).toBeCloseTo(1, 1);
  expect(counted.long / sum(true)).toBeCloseTo(1, 1);
});

test('an idle loop is watched again without a rest', () => {
  const slices = new TurnSlices({ mostPerSecond: () => 1_000, random: () => 0.5 });
  const { now, rest } = watchFrom(0, slices, 900);
  expect(now).toBe(50_400);
  expect(slices.weight).toBe(2);
  expect(rest).toBeCloseTo(50_000 * Math.LN2);
  slices.begin(1_000_000);
  expect(slices.turn(60_000_000)).toBe(0);
  expect(slices.weight).toBe(1);
});

test('a burst is watched for some turns only, and then for a part of the time', () => {
  const slices = new TurnSlices({ mostPerSecond: () => 1_000, random: () => 0.5 });
  const { now, rest } = watchFrom(0, slices, 100);
  expect(now).toBe(101 * 100);
  expect(slices.weight).toBe(10);
  expect(rest).toBeCloseTo(9 * 50_000 * Math.LN2);
  // This one stands for ten times its length, so it is as long as planned.
  expect(watchFrom(1_000_000, slices, 100).now).toBe(1_050_000);
});

test.each([
  { turns: 150, micros: 100, quietMicros: 400_000, bursts: 60_000 },
  { turns: 400, micros: 500, quietMicros: 2_000_000, bursts: 6_000 },
])(
  'what bursts of $turns turns do is counted, early and late, though each begins after a quiet time',
  (burst) => {
    const random = createRandom(11);
    const slices = new TurnSlices({ mostPerSecond: () => 200, random });
    const counted = [0, 0];
    const { bursts } = burst;
    slices.begin(0);
    let restsUntil = 0;
    let now = 0;
    for (let i = 0; i < bursts; i++) {
      now += burst.quietMicros * (0.5 + random());
      for (let turn = 0; turn < burst.turns; turn++) {
        now += burst.micros;
        // A timer ends a rest, also while the loop is idle.
        if (restsUntil > 0 && now >= restsUntil) {
          slices.begin(restsUntil);
          restsUntil = 0;
        }
        if (restsUntil > 0) continue;
        if (turn > 0) counted[turn < burst.turns / 2 ? 0 : 1]! += slices.weight;
        const rest = slices.turn(now);
        if (rest > 0) restsUntil = now + rest;
      }
    }
    for (const half of counted) expect(half / ((bursts * burst.turns) / 2)).toBeCloseTo(1, 1);
  },
);
