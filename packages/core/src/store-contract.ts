/**
 * A place where windows are kept: a folder, Redis, or another one that you write. Processes that share it show one report.
 *
 * It keeps bytes and knows nothing of what is in them. What is merged and dropped, and when, is decided by the profiler,
 * the same way for each store. Windows never change: a name stands for one window for ever, and arrays that were given or
 * read are not written to afterwards. Once a call has resolved, every other process sees what it has done.
 *
 * Each method fails with an `Error` that says what is wrong and what to do: people read it in the report. If it has a
 * `code`, the same code is reported once, whatever failed. A call that may not be answered must fail after a time.
 */
export interface Store {
  /** What it is, in one word: `'directory'`, `'redis'`. */
  readonly kind: string;
  /** How messages and the report name it: `'/var/profiles/shop-1a2b3c4d'`, `'Redis'`. Without secrets. */
  place(service: string): string;
  /** Bytes that the windows of one service may take. Above it, the profiler drops the oldest. */
  readonly maxBytes: number;
  /** What sets `maxBytes`, as messages name it; default: `maxBytes`. */
  readonly limit?: string;
  /** How many windows the profiler reads at a time. */
  readonly readsAtOnce: number;

  /**
   * Adds a window, as a whole or not at all, whenever the process or the store ends. Adding it again changes nothing; if
   * its bytes differ then, because it was encoded again, either may stay. The store may forget it `keepMillis` after this call.
   */
  append(service: string, window: StoreWindow, keepMillis: number): Promise<void>;
  /**
   * What is there of a service at one moment, also while others publish and drop; nothing for one that does not exist.
   * With a span, in epoch milliseconds: what ends at `fromMillis` or later and begins before `toMillis`, by its name.
   */
  list(service: string, fromMillis?: number, toMillis?: number): Promise<StoreContents>;
  /** The beginning of a window, or all of it when it is shorter; `undefined` when it is gone. */
  readStart(service: string, name: string, bytes: number): Promise<StoreStart | undefined>;
  /**
   * A window; `undefined` when it is gone.
   *
   * @throws DamagedWindowError when it is there and cannot be a window; UnreadableWindowError when this process may not
   * read it. Any other error means that the store itself has failed. So it is with `readStart`.
   */
  read(service: string, name: string): Promise<Uint8Array | undefined>;
  /** Names of all services that have windows, sorted; it may also name some that have none. */
  services(): Promise<readonly string[]>;
  /** A text that changes when `list` would say something new, for one of these services. Cheap. Reading does not change it. */
  stamp(services: readonly string[]): Promise<string>;
  /** Removes windows, in this order, as far as it gets; those that are gone already are no error. */
  drop(service: string, names: readonly string[]): Promise<void>;
  /**
   * Leaves a mark for all processes of a service. An earlier mark never replaces a later one of the same kind; of two of the
   * same moment, either stays. It removes nothing.
   */
  mark(service: string, mark: StoreMark): Promise<void>;
  /**
   * The lease of a service, for one holder, who does not hold it yet. Another may take it over once it has not been renewed for
   * `staleMillis`, more than 0, which is the same for all processes. It may be refused while the service has no windows.
   */
  lease(service: string, staleMillis: number): StoreLease;
  /**
   * Ends what it has begun, but not what it was given: a client is closed by who has made it. The profiler never calls it,
   * because several may use one store: who has made the store does, last.
   */
  close(): Promise<void>;

  /** What can be done without a turn of the loop, at the end of a process. Without it, what is not written then is lost. */
  readonly now?: StoreNow;
  /** A warning about the place, although it is used; known once something was appended. */
  notice?(): string | undefined;
  /** Moves a damaged window out of the way, for somebody to look at; returns why it cannot. Without it, such windows are dropped. */
  setAside?(service: string, name: string): Promise<string | undefined>;
  /** Removes what dead processes and clears have left behind. Called by who holds the lease, now and then. */
  tidy?(service: string): Promise<void>;
  /** Removes what is left of a service that has no windows any more. Called for services that have been gone for long. */
  forget?(service: string): Promise<void>;
  /** What was written about blocks of the event loop by another thread, each a JSON text; oldest first. */
  evidence?(service: string): Promise<readonly string[]>;
}

/** A window as a store keeps it. */
export interface StoreWindow {
  /** `start-end-id.pb.gz`, start and end in epoch milliseconds (see `spanOfName`): digits, lower-case letters, `-`, `.` */
  readonly name: string;
  /** What the profiler makes of a window: a gzipped pprof file. At least one byte. */
  readonly bytes: Uint8Array;
}

export interface StoreStart {
  readonly bytes: Uint8Array;
  /** Of the whole window. */
  readonly totalBytes: number;
}

/** What was there at one moment. */
export interface StoreContents {
  /** Names of windows, in any order. */
  readonly names: readonly string[];
  /** The latest mark of each kind. */
  readonly marks: readonly StoreMark[];
  /** What is wrong there, each a sentence that says what to do. */
  readonly problems: readonly string[];
}

/** A decision for all processes of a service, such as to clear what was measured. */
export interface StoreMark {
  /** At most 20 lower-case letters. `'clear'`: what began before `atMicros` does not count. Others are the profiler's. */
  readonly kind: string;
  /** When it was decided, in epoch microseconds. */
  readonly atMicros: number;
  /** What was decided. With `'clear'`, how many processes were known then, or `''`. At most 200 characters. */
  readonly value: string;
}

/** The right to merge windows of a service, which one process has at a time. */
export interface StoreLease {
  /** Takes it, or renews it; false while another process holds it. */
  hold(): Promise<boolean>;
  /**
   * Adds a window that stands for others, which are dropped later. In one step with a look at the lease: false, and
   * nothing is added, when another process has taken it over meanwhile, or it was never held or was released.
   */
  publish(window: StoreWindow, keepMillis: number): Promise<boolean>;
  /** Lets others have it at once. */
  release(): Promise<void>;
}

/** The same as the methods of `Store`, but done when they return. */
export interface StoreNow {
  append(service: string, window: StoreWindow, keepMillis: number): void;
  mark(service: string, mark: StoreMark): void;
}

/** What is at a window's name is not a window. The message is a sentence. */
export class DamagedWindowError extends Error {
  override readonly name = 'DamagedWindowError';
}

/** A window is there, but cannot be read by this process. The message is the reason, such as `EACCES`. */
export class UnreadableWindowError extends Error {
  override readonly name = 'UnreadableWindowError';
}
