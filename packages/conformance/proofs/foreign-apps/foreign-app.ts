/** A request of the fixed list. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ForeignApp {
  /** The packages to install, with versions. */
  readonly packages: readonly string[];
  /** Written into its folder before it starts, which is the working directory. */
  readonly files: Readonly<Record<string, string>>;
  /** The script, relative to where the packages are installed, or one of its files, with `./`; then its arguments. */
  command(port: number, postgresPort: number): readonly [string, ...string[]];
  /** Whether it needs PostgreSQL: a new server is started before it and stopped after it. */
  readonly needsPostgres?: boolean;
  /** A path that answers with a 2xx once the app has started. */
  readonly ready: string;
  readonly requests: readonly Sent[];
  /** What differs in each run: times, ids and keys that the app generates. */
  readonly varying: readonly RegExp[];
}

/** Headers of requests. */
export const json: NonNullable<Sent['headers']> = { 'content-type': 'application/json' };
export const html: NonNullable<Sent['headers']> = { accept: 'text/html' };
/** Error stacks in responses. They contain the profiler's frames, so they are not compared. */
export const stackLines: RegExp = /(?:<br> &nbsp; &nbsp;at [^<]*)+/g;
