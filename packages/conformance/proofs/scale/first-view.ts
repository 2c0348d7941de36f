import { createClosedSum } from '../../../core/src/process/closed-sum.ts';
import { firstLook } from '../../../core/src/process/first-look.ts';
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
  /** Windows of the latest minutes that are not in it. */
  readonly unread: number;
  /** What is shown after that, with stacks. */
  refine(): Promise<Window>;
}

/** Everything that is kept, for a reader that knows nothing yet, such as the page in a process that has just started. */
export async function firstView(store: Store): Promise<FirstView> {
  const kept = await openKeptStore(store);
  if (kept === undefined) throw new Error('Nothing is kept.');
  const closedSum = createClosedSum(maxNodes, () => mostSumBytes);
  const readable = { store: kept, closedSum, source: { service: kept.service, instance: '' } };
  const first = await firstLook(everything, readable);
  const whole = async (): Promise<Window> => {
    const { window } = await readChoice(everything, readable);
    closedSum.forget();
    kept.close();
    return window;
  };
  // Of a little, all is shown at once.
  if (first === undefined) {
    const window = await whole();
    return { window, unread: 0, refine: async () => window };
  }
  return { window: first.window, unread: first.firstLook?.unreadWindows ?? 0, refine: whole };
}
