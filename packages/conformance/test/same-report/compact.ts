import { directoryStore } from '@routeprof/core/store';
import { createCompactor } from '../../../core/src/store/shared/compactor.ts';
import { createProblems } from '../../../core/src/store/shared/problems.ts';
import { createServiceReader } from '../../../core/src/store/shared/service-reader.ts';

/** First of each process alone, then of all that have one version. */
const ladder = [
  { everyMillis: 1_000, forMillis: 60_000 },
  { everyMillis: 2_000, forMillis: 120_000 },
  { everyMillis: 90_000, forMillis: 86_400_000 },
];

/** Merges the windows in a folder as a process does that still runs some minutes later. */
export async function compact(dir: string, service: string, minutesLater: number): Promise<void> {
  const store = directoryStore(dir);
  const compactor = createCompactor({
    ...{ store, service, ladder, maxNodes: 20_000, keepMillis: 86_400_000 },
    reader: createServiceReader(store, service, true, fail),
    lease: store.lease(service, 60_000),
    ...{ lagMillis: 10_000, settleMillis: 0, problems: createProblems(fail) },
    now: () => (Date.now() + minutesLater * 60_000) * 1000,
  });
  // What was merged is removed in the next pass.
  while ((await compactor.pass()) !== 'done');
  await compactor.close();
}

function fail(error: unknown): void {
  throw error;
}
