import { createClosedSum } from '../../../core/src/process/closed-sum.ts';
import { readChoice } from '../../../core/src/process/read-choice.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { everything } from '../../../core/src/store/choice.ts';
import { openKeptStore } from '../../../core/src/store/shared/kept-store.ts';
import type { Store } from '../../../core/src/store-contract.ts';

const maxNodes = 20_000;
const mostSumBytes = 1024 ** 3;

/** What is shown first. */
export interface FirstView {
  readonly window: Window;
  /** Until it was known what there is. */
  readonly listMillis: number;
  /** What is shown after that, in more detail. */
  refine(): Promise<Window>;
}

/** Everything that is kept, for a reader that knows nothing yet, such as the page in a process that has just started. */
export async function firstView(store: Store): Promise<FirstView> {
  const start = performance.now();
  const kept = await openKeptStore(store);
  if (kept === undefined) throw new Error('Nothing is kept.');
  await kept.list();
  const listMillis = performance.now() - start;
  const closedSum = createClosedSum(maxNodes, () => mostSumBytes);
  const source = { service: kept.service, instance: '' };
  const { window } = await readChoice(everything, { store: kept, closedSum, source });
  closedSum.forget();
  kept.close();
  // The first view has all detail already.
  return { window, listMillis, refine: async () => window };
}
