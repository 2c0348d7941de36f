import type { Store } from '@routeprof/core/store';

/** A kind of store that the suite runs against. */
export interface StoreTarget {
  /** The title of the tests: `'Redis'`. */
  readonly title: string;
  /** Makes an empty place. Each test has one of its own. */
  newPlace(): StorePlace | Promise<StorePlace>;
  /**
   * The path of a JavaScript module, for stores that processes share. Its export `open(argument)` returns a store, or a
   * promise of one, at the place with this `argument`. Child processes import it. Without it, tests with several
   * processes are left out, and the title of all tests says so.
   */
  readonly module?: string;
}

/** Where the stores of one test keep their windows. */
export interface StorePlace {
  /**
   * Opens a store here, as one more process would. A test calls it several times, and closes each store. What a store in
   * memory returns may be the same each time.
   */
  open(): Store | Promise<Store>;
  /** What `open` of the module gets: a folder's path, a prefix of keys. Default `''`. */
  readonly argument?: string;
  /** Removes the place, after the last store was closed. */
  remove?(): void | Promise<void>;
}
