import { describe, expect, test } from 'vitest';
import { sharesOf, timesOf } from '../../src/sample/ring-times.ts';
import { createScope } from '../../src/sample/scope.ts';
import { ScopeRing } from '../../src/sample/scope-ring.ts';

const [a, b] = [createScope(1), createScope(2)];
const ring = () => new ScopeRing(() => {}, 4);
const busy = () => false;

describe('the ring of scope changes', () => {
  test('gives each entry its exact time, less what the loop waited', () => {
    const scopes = ring();
    scopes.mark(0, 0, Number.NaN, a);
    scopes.mark(300, 0, Number.NaN, b);
    scopes.mark(1000, 500, Number.NaN, undefined);
    const { wall } = timesOf(scopes.take(1100, 500, Number.NaN), new Float64Array(), busy);
    expect([...wall]).toEqual([300, 200, 100]);
  });

  test('keeps the current entry as the first of the next batch', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    expect(scopes.take(100, 0, 100).scopes).toEqual([a]);
    const next = scopes.take(250, 0, 250);
    expect(next.scopes).toEqual([a]);
    expect([...timesOf(next, new Float64Array(), busy).wall]).toEqual([150]);
  });

  test('forgets the oldest entries when it is full, says how many, and asks to be emptied before', () => {
    let asked = 0;
    const scopes = new ScopeRing(() => asked++, 4);
    for (let i = 0; i < 20; i++) scopes.mark(i, 0, Number.NaN, i % 2 ? a : b);
    expect(asked).toBe(1);
    const taken = scopes.take(20, 0, Number.NaN);
    expect(taken.scopes.length).toBe(16);
    expect(taken.lost).toBe(4);
  });

  test('spreads CPU time over what ran between two readings', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    scopes.mark(1000, 0, 1000, b);
    // The thread had a core for half of this.
    scopes.mark(3000, 0, 2000, a);
    const { cpuPerWall } = timesOf(scopes.take(4000, 0, 3000), new Float64Array(), busy);
    expect([...cpuPerWall]).toEqual([1, 0.5, 1]);
  });

  test('where samples saw a wait that the idle clock forgot, the CPU clock says how long the work was', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    scopes.mark(10_000, 0, 200, b);
    const samples = Float64Array.from([1000, 2000, 9000, 10_500]);
    const isIdle = (sample: number) => sample < 3;
    const { wall, entryOf } = timesOf(scopes.take(11_000, 0, 1200), samples, isIdle);
    expect([...entryOf]).toEqual([0, 0, 0, 1]);
    expect([...wall]).toEqual([200, 1000]);
  });

  test('a blocking call before a wait lasted as long as samples hit it, though it took no CPU time', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    scopes.mark(50_000, 0, 100, b);
    const samples = Float64Array.from([5_000, 15_000, 25_000, 35_000, 45_000]);
    const { wall, cpuPerWall } = timesOf(scopes.take(51_000, 0, 1_100), samples, (sample) => sample > 1);
    // It ended somewhere between the samples at 15 and at 25 ms.
    expect(wall[0]).toBe(20_000);
    expect((wall[0] as number) * (cpuPerWall[0] as number)).toBeCloseTo(100);
  });

  test('computing before a wait lasted as long as the CPU clock says', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    scopes.mark(50_000, 0, 17_000, b);
    const samples = Float64Array.from([5_000, 15_000, 25_000, 35_000, 45_000]);
    expect(timesOf(scopes.take(51_000, 0, 18_000), samples, (sample) => sample > 1).wall[0]).toBe(17_000);
  });

  test('a wait after work after an idle sample ends the work, also without a CPU clock', () => {
    const scopes = ring();
    scopes.mark(0, 0, Number.NaN, a);
    scopes.mark(250_000, 0, Number.NaN, b);
    const samples = Float64Array.from([100, 1000, 2000, 9000]);
    const isIdle = (sample: number) => sample !== 1;
    expect(timesOf(scopes.take(251_000, 0, Number.NaN), samples, isIdle).wall[0]).toBe(2000);
  });

  test('an idle sample with work after it in the same entry was no wait', () => {
    const scopes = ring();
    scopes.mark(0, 0, 0, a);
    scopes.mark(10_000, 0, 9_900, b);
    const samples = Float64Array.from([100, 1000, 9000]);
    const { wall, cpuPerWall } = timesOf(scopes.take(11_000, 0, 10_900), samples, (sample) => sample === 0);
    expect([...wall]).toEqual([9_900, 1000]);
    expect([...cpuPerWall]).toEqual([1, 1]);
  });
});

describe('the weight of samples in a scope', () => {
  const share = (marks: [number, typeof a][], end: number, samples: number[], intervalMicros: number) => {
    const scopes = ring();
    for (const [time, scope] of marks) scopes.mark(time, 0, time, scope);
    const taken = scopes.take(end, 0, end);
    const at = Float64Array.from(samples);
    return [...sharesOf(taken, timesOf(taken, at, busy), at, busy, intervalMicros)];
  };

  test('a long stretch is handed out whole, each moment to the sample nearest to it', () => {
    expect(share([[0, a]], 5000, [1000, 2000, 4000], 1000)).toEqual([1500, 1500, 2000]);
  });

  test('a short stretch with a sample counts as an interval, because others like it had none', () => {
    expect(
      share(
        [
          [0, a],
          [100, b],
        ],
        5000,
        [50],
        1000,
      ),
    ).toEqual([1000]);
  });
});
