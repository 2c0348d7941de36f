import { nextTurn } from '../clock.ts';
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
  let last: Promise<unknown> = Promise.resolve();
  return {
    async inTurn(work) {
      if (waiting >= mostWaiting) {
        throw new BusyError('Too many reports at once. Ask again in a second.', 1);
      }
      waiting++;
      const turn = last.then(() => nextTurn()).then(work);
      last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        waiting--;
      }
    },
  };
}
