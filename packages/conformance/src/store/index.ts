import { describe } from 'vitest';
import { clocks } from './clocks.ts';
import { compaction } from './compaction.ts';
import { drops } from './drops.ts';
import { endings } from './endings.ts';
import { killedWriters } from './killed-writers.ts';
import { leases } from './leases.ts';
import { manyWriters } from './many-writers.ts';
import { marks } from './marks.ts';
import { services } from './services.ts';
import { spans } from './spans.ts';
import { stamps } from './stamps.ts';
import { takeovers } from './takeovers.ts';
import type { StoreTarget } from './target.ts';
import { windows } from './windows.ts';

// Only a store that hangs reaches it.
const timeout = 300_000;

/** Declares all tests that a store of your own must pass. Call it in a Vitest test file. */
export function storeContract(target: StoreTarget): void {
  const { title, module } = target;
  describe(module === undefined ? `${title}, in one process` : title, { timeout }, () => {
    describe('windows', () => windows(target));
    describe('spans of time', () => spans(target));
    describe('services', () => services(target));
    describe('drops', () => drops(target));
    describe('marks', () => marks(target));
    describe('clocks that differ', () => clocks(target));
    describe('stamps', () => stamps(target));
    describe('leases', () => leases(target));
    describe('leases that are taken over', () => takeovers(target));
    describe('many writers', () => manyWriters(target));
    describe('compaction', () => compaction(target));
    describe('ends', () => endings(target));
    if (module !== undefined) describe('killed writers', () => killedWriters(target));
  });
}
