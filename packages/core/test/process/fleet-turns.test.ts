import { describe, expect, test } from 'vitest';
import { createFleet } from '../../src/process/fleet.ts';
import { createFleetTurns, type FleetTurn } from '../../src/process/fleet-turns.ts';
import { seeded } from '../comparison/simulate.ts';
import { setTimers } from './set-timers.ts';

describe('turns in giving stacks', () => {
  test('are not needed up to the budget: nothing is drawn, and no timer runs', () => {
    const { after, pending } = setTimers();
    const turns = createFleetTurns({
      ...{ budget: 40, after, random: () => expect.unreachable() },
      onTurn: () => expect.unreachable(),
    });
    for (const processes of [1, 2, 40]) turns.setProcesses(processes);
    expect(pending()).toBe(0);
  });

  test('stand for all processes at each moment, from the first one on', () => {
    const random = seeded(3);
    const moments = [0, 50, 170, 190, 1_000, 5_000].map((seconds) => seconds * 1000);
    const sums = moments.map(() => 0);
    const runs = 4_000;
    for (let run = 0; run < runs; run++) {
      const { after, until } = setTimers();
      let turn: FleetTurn;
      const turns = createFleetTurns({
        ...{ budget: 40, after, random },
        onTurn(next) {
          turn = next;
        },
      });
      turns.setProcesses(400);
      moments.forEach((millis, i) => {
        until(millis);
        if (turn !== undefined && turn !== 'out') sums[i] = (sums[i] as number) + turn.weight;
      });
    }
    // The standard error of each is 0.05.
    for (const sum of sums) expect(Math.abs(sum / runs - 1)).toBeLessThan(0.16);
  });

  test('are long, each has a group of its own, and the next one knows how many processes there are now', () => {
    const { after, until, now } = setTimers();
    const seen: { readonly atMillis: number; readonly turn: FleetTurn }[] = [];
    const turns = createFleetTurns({
      ...{ budget: 40, after, random: seeded(5) },
      onTurn: (turn) => seen.push({ atMillis: now(), turn }),
    });
    turns.setProcesses(80);
    until(3_600_000);
    expect(seen.length).toBeLessThanOrEqual(21);
    // Others that began at the same moment change at another.
    expect(seen[1]?.atMillis).toBeLessThan(175_000);
    const lengths = seen.slice(2).map(({ atMillis }, i) => atMillis - (seen[i + 1]?.atMillis ?? 0));
    expect(new Set(lengths.map(Math.round))).toEqual(new Set([180_000]));
    const chosen = seen.flatMap(({ turn }) => (turn === undefined || turn === 'out' ? [] : turn));
    expect(new Set(chosen.map(({ weight }) => weight))).toEqual(new Set([2]));
    expect(new Set(chosen.map(({ group }) => group)).size).toBeGreaterThan(5);
    turns.setProcesses(1_000_000);
    until(3_600_000 + 600_000);
    expect(seen.at(-1)?.turn).toBe('out');
    turns.setProcesses(30);
    until(3_600_000 + 800_000);
    expect(seen.at(-1)?.turn).toBeUndefined();
    const before = seen.length;
    until(9_000_000);
    expect(seen).toHaveLength(before);
  });

  test('end when the process does', () => {
    const { after, until, pending } = setTimers();
    const seen: FleetTurn[] = [];
    const turns = createFleetTurns({
      ...{ budget: 40, after, random: seeded(5), onTurn: (turn) => seen.push(turn) },
    });
    turns.setProcesses(80);
    turns.stop();
    until(3_600_000);
    expect([pending(), seen.length]).toEqual([0, 1]);
    turns.setProcesses(90);
    expect(seen).toHaveLength(1);
  });
});

describe('a process of a fleet', () => {
  const start = 1_767_225_600_000_000;
  const hour = 3_600_000;
  function setUp(random: () => number = () => 0.5) {
    const { after, until, now } = setTimers();
    const turns: FleetTurn[] = [];
    const fleet = createFleet({
      ...{ budget: 40, after, random, onTurn: (turn: FleetTurn) => turns.push(turn) },
      nowMicros: () => start + now() * 1000,
    });
    const hear = (value: string, atMillis = now()): void =>
      fleet.hear([{ kind: 'fleet', atMicros: start + atMillis * 1000, value }]);
    return { fleet, hear, turns, until };
  }

  test.each(['', '0', '-5', '1e3', '41.5', '0x99', '99999999', ' 90', 'many', '٩٩'])(
    'ignores a mark of "%s"',
    (value) => {
      const { fleet, hear, turns } = setUp();
      hear(value);
      expect(turns).toEqual([]);
      expect(fleet.windowMillis(8_000)).toBe(8_000);
      hear('2000');
      hear(value);
      expect(fleet.windowMillis(8_000)).toBe(200_000);
    },
  );

  test('does not believe a number for ever that nobody renews, nor an old one', () => {
    const { fleet, hear, turns, until } = setUp(() => 0.99);
    hear('999999', -2 * hour);
    expect(turns).toEqual([]);
    hear('999999');
    expect([turns, fleet.isOut()]).toEqual([['out'], true]);
    until(hour - 1);
    hear('999999', 0);
    expect(fleet.isOut()).toBe(true);
    until(2 * hour + 1);
    hear('999999', 0);
    until(2 * hour + 200_000);
    expect([turns.at(-1), fleet.isOut(), fleet.windowMillis(8_000)]).toEqual([undefined, false, 8_000]);
  });

  test('keeps windows open for longer, and not as long as others that began with it', () => {
    const { fleet, hear } = setUp(seeded(1));
    expect([fleet.windowMillis(8_000), fleet.nextWindowMillis(8_000)]).toEqual([8_000, 8_000]);
    hear('80');
    expect([fleet.windowMillis(8_000), fleet.nextWindowMillis(8_000)]).toEqual([8_000, 8_000]);
    hear('1000');
    const lengths = Array.from({ length: 100 }, () => fleet.nextWindowMillis(8_000));
    expect(fleet.windowMillis(8_000)).toBe(100_000);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(80_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(100_000);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(15_000);
    hear('100000');
    expect(fleet.windowMillis(8_000)).toBe(300_000);
  });
});
