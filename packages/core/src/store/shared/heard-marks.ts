import type { Store, StoreMark } from '../../store-contract.ts';
import { fleetWindowMillis } from '../fleet-windows.ts';
import { processesIn } from './fleet-mark.ts';

/** Hears what was decided for all processes of a service. */
export interface HeardMarks {
  /** Asks the store, unless it was asked a moment ago. Never throws: if the store does not answer, the next write says so. */
  hear(): Promise<void>;
  /** Asks it in any case. */
  hearNow(): Promise<void>;
}

export interface HeardMarksOptions {
  readonly store: Pick<Store, 'list'>;
  readonly service: string;
  /** It is asked about once in this time, or as often as processes of a large fleet write windows. */
  readonly flushMillis: number;
  /** A monotonic clock in milliseconds. */
  readonly clock: () => number;
  /** Epoch microseconds. */
  now(): number;
  onMarks(marks: readonly StoreMark[]): void;
}

/** No window ends this late, so a list of those has marks only. */
const neverMillis = 1e15;

export function createHeardMarks(options: HeardMarksOptions): HeardMarks {
  const { store, service, flushMillis, clock, now, onMarks } = options;
  let askedMillis = Number.NEGATIVE_INFINITY;
  let everyMillis = flushMillis;
  const hearNow = async (): Promise<void> => {
    askedMillis = clock();
    let marks: readonly StoreMark[];
    try {
      ({ marks } = await store.list(service, neverMillis));
    } catch {
      // See above.
      return;
    }
    everyMillis = Math.max(flushMillis, fleetWindowMillis(processesIn(marks, now()) ?? 1));
    onMarks(marks);
  };
  return {
    async hear() {
      if (clock() - askedMillis >= everyMillis / 2) await hearNow();
    },
    hearNow,
  };
}
