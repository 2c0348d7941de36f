import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRestDivider, exactTimes } from '../../src/sample/exact-times.ts';
import { timesOf } from '../../src/sample/ring-times.ts';
import { createScope, type Scope } from '../../src/sample/scope.ts';
import { ScopeRing } from '../../src/sample/scope-ring.ts';

const entry = fc.record({
  scope: fc.integer({ min: 0, max: 3 }),
  micros: fc.integer({ min: 0, max: 10_000 }),
  cpuShare: fc.constantFrom(0, 0.25, 1),
});

test('in each batch, a scope has the sum of its entries there', () => {
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 20 }), { maxLength: 4 }), (batches) => {
      const scopes = [undefined, createScope(0), createScope(1), createScope(2)];
      const ring = new ScopeRing(() => {});
      let [time, cpu, number] = [0, 0, 0];
      // What runs at the end of a batch is the first entry of the next.
      let open: number | undefined;
      for (const entries of batches) {
        const wanted = new Map<Scope | undefined, { wall: number; cpu: number }>([
          [undefined, { wall: 0, cpu: 0 }],
        ]);
        if (open !== undefined) wanted.set(scopes[open], { wall: 0, cpu: 0 });
        for (const { scope, micros, cpuShare } of entries) {
          ring.mark(time, 0, cpu, scopes[scope]);
          const sum = wanted.get(scopes[scope]) ?? { wall: 0, cpu: 0 };
          wanted.set(scopes[scope], { wall: sum.wall + micros, cpu: sum.cpu + micros * cpuShare });
          time += micros;
          cpu += micros * cpuShare;
          open = scope;
        }
        const taken = ring.take(time, 0, cpu);
        const exact = exactTimes(
          taken,
          timesOf(taken, new Float64Array(), () => false),
          ++number,
        );
        expect(new Set(exact.map(({ scope }) => scope))).toEqual(new Set(wanted.keys()));
        expect(exact).toHaveLength(wanted.size);
        for (const { scope, wallMicros, cpuMicros } of exact) {
          expect(wallMicros).toBeCloseTo(wanted.get(scope)?.wall as number, 6);
          expect(cpuMicros).toBeCloseTo(wanted.get(scope)?.cpu as number, 6);
        }
      }
    }),
  );
});

describe('the time beside all scopes', () => {
  test('is idle, except for its CPU time', () => {
    expect(createRestDivider()(1000, 300)).toEqual({ idleMicros: 700, ioMicros: 300 });
  });

  test('is idle if there is no clock of CPU time', () => {
    expect(createRestDivider()(1000, Number.NaN)).toEqual({ idleMicros: 1000, ioMicros: 0 });
  });

  test('waits for room when the CPU clock is ahead, and makes up for it when it was behind', () => {
    const divide = createRestDivider();
    expect(divide(100, 160)).toEqual({ idleMicros: 0, ioMicros: 100 });
    expect(divide(100, 0)).toEqual({ idleMicros: 40, ioMicros: 60 });
    expect(divide(100, -30)).toEqual({ idleMicros: 100, ioMicros: 0 });
    expect(divide(100, 50)).toEqual({ idleMicros: 80, ioMicros: 20 });
  });

  test('adds up to the microsecond, whatever the clocks say', () => {
    const part = fc.record({
      rest: fc.integer({ min: 0, max: 1e9 }).map((nanos) => nanos / 1000),
      cpu: fc.integer({ min: -1e8, max: 1e9 }).map((nanos) => nanos / 1000),
    });
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const divide = createRestDivider();
        let [rest, cpu, idle, io] = [0, 0, 0, 0];
        for (const each of parts) {
          rest += each.rest;
          cpu += each.cpu;
          const { idleMicros, ioMicros } = divide(each.rest, each.cpu);
          expect(idleMicros).toBeGreaterThanOrEqual(0);
          expect(ioMicros).toBeGreaterThanOrEqual(0);
          idle += idleMicros;
          io += ioMicros;
        }
        expect(Math.abs(idle + io - rest)).toBeLessThanOrEqual(1.01);
        // At the end there is room for the time that was ahead.
        const last = divide(1e9, 1e8);
        expect(Math.abs(io + last.ioMicros - (cpu + 1e8))).toBeLessThanOrEqual(0.51);
      }),
    );
  });
});
