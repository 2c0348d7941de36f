/** A server that the suite runs against, and how its framework differs from others. */
export interface Target {
  /** The title of the tests: `'Koa 3'`. */
  readonly title: string;
  /** The file that a process runs as the server. It calls `run` of `@routeprof/conformance/server`. */
  readonly server: string;
  /** Arguments of the file, if one file is the server of several targets. */
  readonly words?: readonly string[];
  /** False if the framework has no patterns: routes are then URLs with `:id` for what looks like an identifier. */
  readonly patterns: boolean;
  /** The status for a method that a path does not have. */
  readonly wrongMethod: 404 | 405;
  /** The status for OPTIONS on a path without an OPTIONS handler. */
  readonly automaticOptions: 200 | 204 | 404;
  /** The file of `routeprof/register`, if that profiles the server instead of an adapter. */
  readonly register?: string;
  /** True if a newer major is a target too. Tests that depend only on the profiler run with that one. */
  readonly older?: true;
}
