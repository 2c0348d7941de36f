import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kind } from '../../src/sample/stack-tree.ts';
import { createRounding, createWeigher, type RawSamples } from '../../src/sample/weigh.ts';

type Sample = { time: number; kind?: Kind; node?: number; scope?: number; cpu: number };

function raw(samples: Sample[]): RawSamples {
  return {
    timeMicros: Float64Array.from(samples, ({ time }) => time),
    kind: Uint8Array.from(samples, ({ kind }) => kind ?? Kind.script),
    node: Int32Array.from(samples, ({ node }) => node ?? 1),
    scopeKey: Int32Array.from(samples, ({ scope }) => scope ?? 0),
    cpuMicros: Float64Array.from(samples, ({ cpu }) => cpu),
  };
}
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe('weighing samples', () => {
  test('time goes to the sample at its end, whatever the nominal interval', () => {
    const weights = createWeigher(0).weigh(
      raw([
        { time: 1000, cpu: 1000 },
        { time: 5000, node: 2, cpu: 4000 },
      ]),
    );
    expect([...weights.wallMicros]).toEqual([1000, 4000]);
  });

  test('waiting is idle, and belongs to no sample', () => {
    const weights = createWeigher(0).weigh(
      raw([
        { time: 1000, kind: Kind.idle, cpu: 0 },
        { time: 3000, cpu: 0 },
      ]),
    );
    expect(weights.idleMicros).toBe(1000);
    expect([...weights.wallMicros]).toEqual([0, 2000]);
  });

  test('a blocking call shows much time and little CPU', () => {
    const samples = Array.from({ length: 10 }, (_, i) => ({
      time: (i + 1) * 1000,
      cpu: i === 0 ? 1000 : 10,
    }));
    const weights = createWeigher(0).weigh(raw(samples));
    expect(sum(weights.wallMicros)).toBe(10_000);
    expect(sum(weights.cpuMicros)).toBe(1090);
    expect(weights.cpuMicros[5]).toBe(10);
  });

  test('short work between waits gets its share of the CPU, though little of it lies before its samples', () => {
    // Long: 4 ms bursts. Short: hits of 0.1 ms bursts, seen with 0.05 ms of CPU before them. Mostly idle.
    const samples: Sample[] = [];
    let time = 0;
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 4; i++) samples.push({ time: (time += 1000), node: 1, scope: 1, cpu: 1000 });
      for (let i = 0; i < 6; i++) samples.push({ time: (time += 1000), kind: Kind.idle, node: 9, cpu: 100 });
      samples.push({ time: (time += 1000), node: 2, scope: 2, cpu: 50 });
      for (let i = 0; i < 6; i++) samples.push({ time: (time += 1000), kind: Kind.idle, node: 9, cpu: 100 });
    }
    const weights = createWeigher(0).weigh(raw(samples));
    const of = (scope: number) =>
      samples.reduce(
        (total, sample, i) => total + (sample.scope === scope ? (weights.cpuMicros[i] as number) : 0),
        0,
      );
    // Long work was hit four times as often, so it is about four times the time; what little CPU lay directly before
    // the short hits does not count against them.
    expect(of(1) / of(2)).toBeLessThan(5);
  });

  test('with a loop that never waits, a late sample does not take the CPU of the work before it', () => {
    const samples: Sample[] = [];
    let time = 0;
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 5; i++) samples.push({ time: (time += 1000), node: 1, scope: 1, cpu: 1000 });
      // The machine was busy: 9 ms passed, of which the thread had 1 ms.
      samples.push({ time: (time += 9000), node: 2, scope: 2, cpu: 1000 });
    }
    const weights = createWeigher(0).weigh(raw(samples));
    const second = samples.reduce(
      (total, s, i) => total + (s.scope === 2 ? (weights.cpuMicros[i] as number) : 0),
      0,
    );
    expect(second / sum(weights.cpuMicros)).toBeCloseTo(1 / 6, 2);
  });

  test('nothing is lost and nothing is invented, over any number of batches', () => {
    const sample = fc.record({
      gap: fc.integer({ min: 0, max: 50_000 }),
      kind: fc.constantFrom(Kind.script, Kind.idle, Kind.gc, Kind.program),
      node: fc.integer({ min: 1, max: 3 }),
      scope: fc.integer({ min: 0, max: 2 }),
      cpu: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(sample, { maxLength: 30 }), { maxLength: 8 }), (batches) => {
        const weigher = createWeigher(0);
        let [time, wall, cpu, given, isBusySeen] = [0, 0, 0, 0, false];
        for (const batch of [...batches, [{ gap: 1, kind: Kind.script, node: 8, scope: 8, cpu: 0 }]]) {
          const weights = weigher.weigh(
            raw(batch.map(({ gap, ...rest }) => ({ ...rest, time: (time += gap) }))),
          );
          wall += sum(weights.wallMicros) + weights.idleMicros;
          cpu += sum(weights.cpuMicros);
          given += batch.reduce((total, each) => total + each.cpu, 0);
          isBusySeen ||= batch.some(({ kind }) => kind !== Kind.idle);
        }
        expect(Math.abs(wall - time)).toBeLessThanOrEqual(2);
        expect(isBusySeen).toBe(true);
        expect(Math.abs(cpu - given)).toBeLessThanOrEqual(1 + given * 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test('rounding keeps every sum', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (values) => {
        const round = createRounding();
        const whole = values.map(round);
        expect(whole.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
        const [a, b] = [whole, values].map((list) => list.reduce((total, value) => total + value, 0)) as [
          number,
          number,
        ];
        expect(Math.abs(a - b)).toBeLessThanOrEqual(0.501);
      }),
    );
  });
});
