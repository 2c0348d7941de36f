/** A request of the fixed list. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ForeignApp {
  /** What is installed for it, with versions. */
  readonly packages: readonly string[];
  /** Written into its folder before it starts, which is the working directory. */
  readonly files: Readonly<Record<string, string>>;
  /** The script, relative to where the packages are installed, or one of its files, with `./`; then its arguments. */
  command(port: number, postgresPort: number): readonly [string, ...string[]];
  /** A new PostgreSQL is started before it, and ended after it. */
  readonly needsPostgres?: boolean;
  /** Answers with a 2xx once the app has started. */
  readonly ready: string;
  readonly requests: readonly Sent[];
  /** What is another in each run: times, ids and keys that the app draws. */
  readonly varying: readonly RegExp[];
}

/** Headers of requests. */
export const json: NonNullable<Sent['headers']> = { 'content-type': 'application/json' };
export const html: NonNullable<Sent['headers']> = { accept: 'text/html' };
/** Where an app answers with the stack of an error, the profiler's frames are in it, too. */
export const stackLines: RegExp = /(?:<br> &nbsp; &nbsp;at [^<]*)+/g;
