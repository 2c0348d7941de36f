/** About how much memory a growing structure holds. Its creator passes this in and may read it at any time. */
export interface Held {
  bytes: number;
}
