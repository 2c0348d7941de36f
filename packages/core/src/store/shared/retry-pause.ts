/** How long to wait after a failure: twice as long after each. */
export interface RetryPause {
  isOver(): boolean;
  /** Call it after a failure. */
  begin(): void;
  /** Call it after a success. */
  end(): void;
}

/** However often it fails, it is tried again within this time. */
const longestMillis = 60_000;

/** `clock` is a monotonic clock in milliseconds. */
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
