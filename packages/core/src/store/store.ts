import type { Window } from '../profile/window.ts';
import type { WindowSummary } from '../profile/window-summary.ts';

/** A window that is kept somewhere. */
export interface StoredWindow extends WindowSummary {
  /** Ids of those that were merged into this one, whether they are still there or not; none when it is as a process made it. */
  readonly covers: readonly string[];
  /** The finer windows that it is the sum of, oldest first, while all of them are still there; else none. */
  readonly parts: readonly StoredWindow[];
  /** Gives the window; `undefined` when it is gone meanwhile: list again. */
  read(): Promise<Window | undefined>;
}

export interface StoreListing {
  /** Oldest first; no two of them hold the same data. The coarsest that there are: `parts` has finer ones. */
  readonly windows: readonly StoredWindow[];
  /** When all was cleared, in epoch microseconds; 0 for never. What began before that is not in the list. */
  readonly clearedMicros: number;
}

/** Where closed windows live: a few verbs, so that memory and a directory are the same to everyone else. */
export interface Store {
  /** Keeps a closed window. Counts from now on; a directory writes it soon after. */
  add(window: Window): void;
  /** All that is kept of a service, by whichever process: of this process's own (`''`), of another, or of all (`'*'`). */
  list(service?: string): Promise<StoreListing>;
  /** Names of all services that share the store, sorted. */
  services(): Promise<readonly string[]>;
  /** Changes when a listing would say something new. Cheap. */
  stamp(): Promise<string>;
  /** Forgets everything of this service that began before now, for every process that shares the store. */
  clear(): Promise<void>;
  /** Writes what is not yet written, without a turn of the loop: for the end of a process. */
  flushNow(): void;
  /** How the store is: for the page. */
  status(): StoreStatus;
  /** Writes what is not yet written and ends background work. Idempotent. */
  close(): Promise<void>;
}

export interface StoreStatus {
  readonly kind: 'memory' | 'directory';
  /** Where, with `kind: 'directory'`. */
  readonly folder?: string;
  readonly windows: number;
  /** In memory, or on disk. */
  readonly bytes: number;
  /** What is wrong with it now, each a sentence that says what to do. */
  readonly problems: readonly string[];
}
