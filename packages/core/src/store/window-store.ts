import type { Decision, DecisionKind } from '../decision.ts';
import type { Digest } from '../profile/digest.ts';
import type { Window } from '../profile/window.ts';
import type { WindowSummary } from '../profile/window-summary.ts';
import type { Evidence } from './evidence.ts';
import type { MissingRequests } from './missing-requests.ts';

/** A window in a store. */
export interface StoredWindow extends WindowSummary {
  /** Ids of the windows that were merged into this one, whether they still exist or not; none if a process made it. */
  readonly covers: readonly string[];
  /** The finer windows that add up to it, oldest first, while all of them still exist; else none. */
  readonly parts: readonly StoredWindow[];
  /** Its size, in the store or in memory. */
  readonly bytes: number;
  /** Reads the window; `undefined` when it is gone by now: list again. */
  read(): Promise<Window | undefined>;
  /** Its sums, which may be far quicker. */
  readDigest(): Promise<Digest | undefined>;
}

/** `'coarse'` is for a first look: quick, however much there is. */
export type Depth = 'fine' | 'coarse';

export interface StoreListing {
  /** Oldest first; no two of them hold the same data. These are the coarsest; `parts` has finer ones. */
  readonly windows: readonly StoredWindow[];
  /** When everything was cleared, in epoch microseconds; 0 for never. Windows that began before are not in the list. */
  readonly clearedMicros: number;
  /** What the store has lost; not known from a coarse list. */
  readonly missing: readonly MissingRequests[];
  /** Windows that a coarse list has left out, because many are not merged yet. */
  readonly unread: number;
  /** The latest decision of each kind; of all services, those of this process's own. */
  readonly decisions: readonly Decision[];
}

/** What can be asked of it. */
export interface WindowReader {
  /**
   * All windows of a service, from any process: of this process's own (`''`), of another, or of all (`'*'`). In a coarse list,
   * merged windows may come without their parts.
   */
  list(service?: string, depth?: Depth): Promise<StoreListing>;
  /** Blocks of the loop that another thread has seen, in the same services; oldest first. */
  evidence(service?: string): Promise<readonly Evidence[]>;
  /** Names of all services that share the store, sorted. */
  services(): Promise<readonly string[]>;
  /** Changes when a listing would say something new. Cheap. */
  stamp(): Promise<string>;
  /** The store's state, for the page. */
  status(): StoreStatus;
}

/** Where closed windows live: in this process's memory or in a store that several share, which look the same to the rest of the code. */
export interface WindowStore extends WindowReader {
  /** Adds a closed window. Listings have it at once; a shared store gets it soon after. */
  add(window: Window): void;
  /** Forgets everything of this service that began before now, for every process that shares the store. */
  clear(): Promise<void>;
  /**
   * Decides for every process of this service that shares the store: here at once, for the others when they hear of it. Does
   * nothing if it is decided already. What cannot be written is tried again; never fails.
   */
  decide(kind: Exclude<DecisionKind, 'clear'>, value: string): Promise<void>;
  /** Writes the rest synchronously, for the end of a process. */
  flushNow(): void;
  /** Writes the rest and ends background work. Idempotent. */
  close(): Promise<void>;
}

export interface StoreStatus {
  /** `'memory'`, `'directory'`, `'redis'`, or what another store calls itself. */
  readonly kind: string;
  /** With `kind: 'directory'`: the folder of this service. */
  readonly folder?: string;
  /** The store, as messages name it; absent where windows are kept in this process alone. */
  readonly place?: string;
  readonly windows: number;
  /** In memory, or in the store. */
  readonly bytes: number;
  /** Where several processes share it: how often this one writes, and hears what others have decided. */
  readonly flushMillis?: number;
  /** What is wrong with it now, each a sentence that says what to do. */
  readonly problems: readonly string[];
}
