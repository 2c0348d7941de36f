/** How long to leave alone what has failed: twice as long after each failure. */
export interface RetryPause {
  isOver(): boolean;
  /** It has failed now. */
  begin(): void;
  /** It works again. */
  end(): void;
}

/** However often it fails, it is tried again within this time. */
const longestMillis = 60_000;

/** `clock` is a clock that is never set, in milliseconds. */
export function createRetryPause(firstMillis: number, clock: () => number): RetryPause {
  const longest = Math.max(firstMillis, longestMillis);
  let pauseMillis = 0;
  let since = 0;
  return {
    isOver: () => clock() - since >= pauseMillis,
    begin() {
      since = clock();
      pauseMillis = pauseMillis === 0 ? firstMillis : Math.min(longest, 2 * pauseMillis);
    },
    end() {
      pauseMillis = 0;
    },
  };
}
