import { beforeAll, describe, expect, test } from 'vitest';
import { readOwnPprof } from '../../core/src/pprof/read-pprof.ts';
import { memoryStore } from '../../core/src/store/memory/memory-store.ts';
import { createDraws } from '../proofs/scale/draws.ts';
import { errorsOfHour } from '../proofs/scale/errors-of-hour.ts';
import { type Figures, figuresOf } from '../proofs/scale/figures.ts';
import { pictureOf } from '../proofs/scale/picture.ts';
import { makeWindow } from '../proofs/scale/process-window.ts';
import { type Simulation, simulate } from '../proofs/scale/simulate.ts';
import { stampedFile } from '../proofs/scale/stamped-file.ts';
import { dayTableOf, tableOf } from '../proofs/scale/table.ts';
import { makeTraffic } from '../proofs/scale/traffic.ts';

// A short run of `prove:scale`.
describe('a simulated fleet of 30 processes', () => {
  let simulation: Simulation;
  let figures: Figures;
  const size = { processes: 30, sampled: 5, openMillis: 300_000 };
  beforeAll(async () => {
    simulation = await simulate({ ...size, minutes: 70, hoursBefore: 2, store: memoryStore() });
    figures = figuresOf('memory', simulation, simulation);
  });

  test('has all of its requests in the refined view', () => {
    const { requests, counts } = simulation;
    expect(requests.seen).toBe(requests.written);
    // One has not ended its last window; the others began later.
    expect(counts.appends).toBe(30 * 13 + 1);
  });

  test('is merged to windows of ten minutes and an hour, as the hours before it', () => {
    const { kept, passes } = simulation;
    expect(kept.get('1 h')?.windows).toBe(3);
    expect(kept.get('10 min')?.windows).toBeGreaterThanOrEqual(3 * 6);
    expect(passes.length).toBeGreaterThanOrEqual(14);
  });

  test('gives a CPU time of each route that is near the truth', () => {
    const { errors } = simulation;
    expect(errors.worstOfTop).toBeLessThan(0.3);
    expect(errors.median).toBeLessThan(0.5);
    expect(errors.holding).toBeGreaterThan(0.5);
    // The same without a store, for an hour.
    const ofHour = errorsOfHour(size);
    expect(ofHour.worstOfTop).toBeLessThan(0.3);
    expect(ofHour.holding).toBeGreaterThan(0.5);
  });

  test('counts what a reader asks for', () => {
    const { first, refined } = simulation;
    expect(first.counts.appends + first.counts.drops).toBe(0);
    expect(first.counts.starts + first.counts.reads).toBeGreaterThan(0);
    expect(first.counts.startBytes + first.counts.readBytes).toBeGreaterThan(10_000);
    expect(refined.counts.reads).toBeGreaterThan(0);
  });

  test('is a row of the tables and a point of the picture', () => {
    expect(figures.appendsPerSecond).toBe(0.1);
    const now = [...simulation.kept.values()].reduce((sum, { windows }) => sum + windows, 0);
    expect(figures.day.windows).toBeGreaterThanOrEqual(now);
    expect(tableOf([figures])).toMatch(/\| 30 \| memory \| 0\.1 \|/);
    expect(dayTableOf([figures])).toContain('70 min + 2 h of copies');
    const larger = { ...figures, processes: 100 };
    expect(pictureOf([figures, larger])).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('a stamped file is that of the window with the stamp', async () => {
  const traffic = makeTraffic();
  const { window } = makeWindow({
    traffic,
    seconds: 8,
    factors: [],
    turn: { weight: 2, group: 3 },
    draws: createDraws(1),
  });
  const [source] = window.sources;
  if (source === undefined) throw new Error('It has no source.');
  const stamp = {
    ...{ sources: [{ ...source, instance: 'another' }] as const, startMicros: 2e15, endMicros: 2e15 + 8e6 },
    ledger: { sinceMicros: 1e15, from: 3, to: 4, keptMillis: 5, everyMillis: 6 },
  };
  const own = await readOwnPprof(stampedFile(window)(stamp));
  expect({ ...own.window, frames: [], routes: [], runtime: undefined }).toEqual({
    ...{ ...window, ...stamp, frames: [], routes: [], runtime: undefined },
  });
  expect(own.window.routes.map(({ requests }) => requests)).toEqual(
    window.routes.map(({ requests }) => requests),
  );
});
