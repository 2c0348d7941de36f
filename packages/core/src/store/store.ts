import type { Window } from '../profile/window.ts';

/** Where closed windows live: three verbs, so that memory and a directory are the same to everyone else. */
export interface Store {
  /** Keeps a closed window. */
  add(window: Window): void;
  /** Every window that overlaps the range (epoch microseconds), oldest first. */
  read(fromMicros?: number, toMicros?: number): readonly Window[];
  /** Forgets everything. */
  clear(): void;
  /** Ends background work. Idempotent. */
  close(): void;
}
