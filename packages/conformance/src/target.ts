/** A server that the suite runs against, and where its framework differs from others. */
export interface Target {
  /** What the tests are called by: `'Koa 3'`. */
  readonly title: string;
  /** The file that a process runs as the server. It calls `run` of `@routeprof/conformance/server`. */
  readonly server: string;
  /** What the file is called with, where one file is the server of several targets. */
  readonly words?: readonly string[];
  /** False where nothing matches patterns: routes are then URLs with `:id` for what looks like an identifier. */
  readonly patterns: boolean;
  /** What a path answers to a method that it does not have. */
  readonly wrongMethod: 404 | 405;
  /** What a path without an OPTIONS handler of its own answers to OPTIONS. */
  readonly automaticOptions: 200 | 204 | 404;
  /** The file of `routeprof/register`, which then profiles the server from outside, in the place of an adapter. */
  readonly register?: string;
  /** A newer major is a target too: what depends on the profiler alone is tried with that one. */
  readonly older?: true;
}
