import { nextTurn } from '../clock.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { BusyError } from '../web/actions.ts';

/** When this many wait, further ones are refused with a `BusyError`. */
const mostWaiting = 200;

/** Work that is done one after the other, with a turn of the loop for the app in between. */
export interface Turns {
  /** Throws a `BusyError` when too many wait already. */
  inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

export function createTurns(): Turns {
  let waiting = 0;
  const inOrder = oneAtATime();
  return {
    async inTurn(work) {
      if (waiting >= mostWaiting) {
        throw new BusyError('Too many reports at once. Ask again in a second.', 1);
      }
      waiting++;
      try {
        return await inOrder(async () => {
          await nextTurn();
          return await work();
        });
      } finally {
        waiting--;
      }
    },
  };
}
