import type { Store, StoreMark } from '../../store-contract.ts';

/** Hears what was decided for all processes of a service. */
export interface HeardMarks {
  /** Asks the store, unless it was asked a moment ago. Never throws: if the store does not answer, the next write says so. */
  hear(): Promise<void>;
}

export interface HeardMarksOptions {
  readonly store: Pick<Store, 'list'>;
  readonly service: string;
  /** It is asked about once in this time. */
  readonly flushMillis: number;
  /** A monotonic clock in milliseconds. */
  readonly clock: () => number;
  onMarks?(marks: readonly StoreMark[]): void;
}

/** No window ends this late, so a list of those has marks only. */
const neverMillis = 1e15;

export function createHeardMarks(options: HeardMarksOptions): HeardMarks {
  const { store, service, flushMillis, clock, onMarks } = options;
  let askedMillis = Number.NEGATIVE_INFINITY;
  return {
    async hear() {
      if (onMarks === undefined || clock() - askedMillis < flushMillis / 2) return;
      askedMillis = clock();
      try {
        onMarks((await store.list(service, neverMillis)).marks);
      } catch {
        // See above.
      }
    },
  };
}
