/** About how much memory something that grows has taken: who makes it hands this in, and reads it at any time. */
export interface Held {
  bytes: number;
}
