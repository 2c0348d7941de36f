import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kind } from '../../src/sample/stack-tree.ts';
import {
  createLimitedRounding,
  createRounding,
  createWeigher,
  type RawSamples,
} from '../../src/sample/weigh.ts';

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
    const weights = createWeigher(0, 1000).weigh(
      raw([
        { time: 1000, cpu: 1000 },
        { time: 5000, node: 2, cpu: 4000 },
      ]),
    );
    expect([...weights.wallMicros]).toEqual([1000, 4000]);
  });

  test('waiting is idle and does not belong to a sample', () => {
    const weights = createWeigher(0, 1000).weigh(
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
    const weights = createWeigher(0, 1000).weigh(raw(samples));
    expect(sum(weights.wallMicros)).toBe(10_000);
    expect(sum(weights.cpuMicros)).toBe(1090);
    expect(weights.cpuMicros[5]).toBe(10);
  });

  test.each([
    { what: 'the same work around it', before: { scope: 1 }, after: { scope: 1 }, cpu: 0 },
    { what: 'another route before it', before: { scope: 2 }, after: { scope: 1 }, cpu: 667 },
    { what: 'another route after it', before: { scope: 1 }, after: { scope: 2 }, cpu: 667 },
    { what: 'another function before it', before: { scope: 1, node: 2 }, after: { scope: 1 }, cpu: 667 },
    { what: 'another function after it', before: { scope: 1 }, after: { scope: 1, node: 2 }, cpu: 667 },
  ])('a blocking call is told from work between waits by $what', ({ before, after, cpu }) => {
    const weights = createWeigher(0, 1000).weigh(
      raw([
        { time: 5000, kind: Kind.idle, cpu: 0 },
        { time: 6000, ...before, cpu: 1000 },
        { time: 7000, scope: 1, cpu: 0 },
        { time: 8000, ...after, cpu: 1000 },
        { time: 9000, kind: Kind.idle, cpu: 0 },
      ]),
    );
    expect(Math.abs((weights.cpuMicros[2] as number) - cpu)).toBeLessThanOrEqual(1);
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
    const weights = createWeigher(0, 1000).weigh(raw(samples));
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
    const weights = createWeigher(0, 1000).weigh(raw(samples));
    const second = samples.reduce(
      (total, s, i) => total + (s.scope === 2 ? (weights.cpuMicros[i] as number) : 0),
      0,
    );
    expect(second / sum(weights.cpuMicros)).toBeCloseTo(1 / 6, 2);
  });

  describe('over any number of batches', () => {
    const sample = fc.record({
      gap: fc.integer({ min: 0, max: 50_000 }),
      kind: fc.constantFrom(Kind.script, Kind.idle, Kind.idle, Kind.gc, Kind.program),
      node: fc.integer({ min: 1, max: 3 }),
      scope: fc.integer({ min: 0, max: 2 }),
      cpuShare: fc.oneof(
        fc.constantFrom(0, 1),
        fc.integer({ min: 0, max: 1000 }).map((share) => share / 1000),
      ),
    });
    const batches = fc.array(fc.array(sample, { maxLength: 30 }), { maxLength: 8 });
    const isBusy = ({ kind }: { kind: Kind }) => kind !== Kind.idle;
    /** Weighs each batch: what was given, and what came of it. */
    const weighAll = (given: readonly (readonly { gap: number; kind: Kind; cpu: number }[])[]) => {
      const weigher = createWeigher(0, 1000);
      let time = 0;
      return given.map((batch) => {
        const weights = weigher.weigh(
          raw(batch.map(({ gap, ...rest }) => ({ ...rest, time: (time += gap) }))),
        );
        return {
          batch,
          weights,
          elapsed: batch.reduce((sum, { gap }) => sum + gap, 0),
          used: batch.reduce((sum, { cpu }) => sum + cpu, 0),
        };
      });
    };
    type Drawn = { gap: number; kind: Kind; node: number; scope: number; cpuShare: number };
    const withCpu = (drawn: Drawn[][]) =>
      drawn.map((batch) =>
        batch.map(({ cpuShare, ...rest }) => ({ ...rest, cpu: Math.round(rest.gap * cpuShare) })),
      );

    test('nothing is lost or invented, even if the CPU clock is ahead', () => {
      fc.assert(
        fc.property(batches, fc.integer({ min: 0, max: 900 }), (drawn, ahead) => {
          const given = withCpu(drawn).map((batch) =>
            batch.map((each) => ({ ...each, cpu: each.cpu + ahead })),
          );
          // At the end there is time for everything that still waits.
          const end = { gap: 1_000_000, kind: Kind.script, node: 8, scope: 8, cpu: 0 };
          const results = weighAll([...given, [end]]);
          const [wall, cpu, time, used] = results.reduce(
            ([wall, cpu, time, used], { weights, ...batch }) => [
              wall + sum(weights.wallMicros) + weights.idleMicros + weights.ioMicros,
              cpu + sum(weights.cpuMicros) + weights.ioMicros,
              time + batch.elapsed,
              used + batch.used,
            ],
            [0, 0, 0, 0],
          );
          expect(Math.abs(wall - time)).toBeLessThanOrEqual(2);
          expect(Math.abs(cpu - used)).toBeLessThanOrEqual(2 + used * 1e-9);
        }),
        { numRuns: 300 },
      );
    });

    test('at most ten intervals are held back at any moment', () => {
      fc.assert(
        fc.property(batches, (drawn) => {
          let heldBack = 0;
          for (const { weights, elapsed } of weighAll(withCpu(drawn))) {
            heldBack += elapsed - sum(weights.wallMicros) - weights.idleMicros - weights.ioMicros;
            expect(heldBack).toBeGreaterThanOrEqual(-2);
            expect(heldBack).toBeLessThanOrEqual(10 * 1000 + 2);
          }
        }),
        { numRuns: 300 },
      );
    });

    test('no sample has more CPU time than time, and idle time is at most what the CPU clock leaves', () => {
      fc.assert(
        fc.property(batches, (drawn) => {
          for (const { batch, weights, elapsed, used } of weighAll(withCpu(drawn))) {
            weights.cpuMicros.forEach((cpu, i) => {
              expect(cpu).toBeLessThanOrEqual(weights.wallMicros[i] as number);
            });
            expect(weights.idleMicros).toBeLessThanOrEqual(elapsed - used + 1);
            expect(weights.idleMicros).toBeGreaterThanOrEqual(0);
            expect(weights.ioMicros).toBeGreaterThanOrEqual(0);
            if (batch.every((each) => !isBusy(each))) expect(sum(weights.wallMicros)).toBe(0);
          }
        }),
        { numRuns: 300 },
      );
    });

    test('where nothing blocks, idle time is what the CPU clock leaves', () => {
      // A loop that is busy for a part of each interval; a hit says nothing about the interval before it.
      const moment = fc.record({ isHit: fc.boolean(), cpu: fc.integer({ min: 0, max: 1000 }) });
      fc.assert(
        fc.property(fc.array(moment, { minLength: 1, maxLength: 200 }), (moments) => {
          const given = moments.map(({ isHit, cpu }) => [
            { gap: 1000, kind: isHit ? Kind.script : Kind.idle, node: 1, scope: 1, cpu },
          ]);
          let [idle, left, hits] = [0, 0, 0];
          for (const { weights, elapsed, used } of weighAll(given)) {
            idle += weights.idleMicros;
            left += elapsed - used;
            hits += sum(weights.wallMicros) - sum(weights.cpuMicros);
          }
          // What hits stand for beyond the CPU time there was may have been a blocking call.
          expect(Math.abs(left - hits - idle)).toBeLessThanOrEqual(2);
        }),
      );
    });
  });

  test('a saturated loop that V8 calls half idle was in libuv and in the parser', () => {
    const samples: Sample[] = Array.from({ length: 1000 }, (_, i) => ({
      time: (i + 1) * 1000,
      kind: i % 2 === 0 ? Kind.idle : Kind.script,
      node: i % 7,
      scope: i % 3,
      cpu: 1000,
    }));
    const { idleMicros, ioMicros, wallMicros, cpuMicros } = createWeigher(0, 1000).weigh(raw(samples));
    expect(idleMicros).toBe(0);
    expect(sum(wallMicros)).toBe(500_000);
    expect(sum(cpuMicros)).toBe(500_000);
    // The rest of the second waits for hits that may still come.
    expect(ioMicros).toBe(490_000);
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

  test('rounding within limits adds what a limit left out to what follows', () => {
    const round = createLimitedRounding();
    expect([round(1.4, 1), round(2.3, 2), round(0.4, 9), round(0, 9)]).toEqual([1, 2, 1, 0]);
  });
});
