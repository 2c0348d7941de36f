import { createCompactor } from '../../../core/src/store/shared/compactor.ts';
import { createProblems } from '../../../core/src/store/shared/problems.ts';
import { createServiceReader } from '../../../core/src/store/shared/service-reader.ts';
import type { Store } from '../../../core/src/store-contract.ts';
import { keepMillis, ladder } from '../store/day-view.ts';
import { measure, type Taken } from './meter.ts';

export const service = 'shop';
const hourMillis = 3_600_000;

/** The process of a fleet that merges. */
export interface Compaction {
  /** Does all that is due at that moment, and says what each pass has taken. */
  until(nowMillis: number): Promise<readonly Taken[]>;
  close(): Promise<void>;
}

export function createCompaction(store: Store): Compaction {
  let nowMicros = 0;
  let published = 0;
  // No other process wants it, however long a pass takes.
  const lease = store.lease(service, 24 * hourMillis);
  const compactor = createCompactor({
    ...{ store, service, keepMillis, ladder, maxNodes: 20_000, lagMillis: 10_000 },
    // No other process lists the store while parts are removed.
    settleMillis: 0,
    reader: createServiceReader(store, service, true, fail),
    lease: {
      ...lease,
      publish(window, millis) {
        published++;
        return lease.publish(window, millis);
      },
    },
    problems: createProblems(fail),
    now: () => nowMicros,
  });
  return {
    async until(nowMillis) {
      nowMicros = nowMillis * 1000;
      const passes: Taken[] = [];
      for (;;) {
        const before = published;
        const { result, ...taken } = await measure(() => compactor.pass());
        passes.push(taken);
        if (result === 'not here') throw new Error('Compaction could not work.');
        // What a pass has merged of minutes is merged of hours by the next.
        if (result === 'done' && published === before) return passes;
      }
    },
    close: () => compactor.close(),
  };
}

function fail(error: unknown): never {
  throw error;
}
