import type { ServerResponse } from 'node:http';

/** Called for each request, with the rest of the app. */
export type Around = (response: ServerResponse, next: () => unknown) => unknown;

/** What a variant adds to the app. */
export interface Addition {
  readonly around?: Around;
  /** The options of the framework's adapter of routeprof, which is added then. */
  readonly profiler?: ProfilerSettings;
  /** Called before the process ends by itself: a peer writes or sends what it still has. */
  close?(): unknown;
}

/** Options of the profiler; those that are missing have their defaults. */
export type ProfilerSettings = Readonly<Record<string, string | number | boolean>>;

/** What the processes of a variant are started with. */
export interface Launch {
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface LaunchFacts {
  readonly settings: ProfilerSettings;
  /** Where an installed package's file is. */
  installed(path: string): string;
  /** The bench's programs. */
  readonly dist: string;
  /** For files that are of no use after the run. */
  readonly folder: string;
  readonly peersFolder: string;
  /** The path of a file of an installed peer. */
  peerFile(path: string): string;
  /** Where a peer sends what it would send to its maker. */
  readonly sinkPort: number;
}

/** A row of the table of what is compared. All of a variant is in one file. */
export interface Variant {
  readonly name: string;
  readonly title: string;
  /** The Node majors that can run it, all when absent. */
  readonly majors?: readonly number[];
  /** Whether its latency and memory are measured; CPU always is. Left out for steps of the floor, to save time. */
  readonly inFull: boolean;
  /** Another profiler, which is installed by a command of its own. */
  readonly isPeer?: boolean;
  /** A peer's packages, as an app would install them. */
  readonly installs?: readonly string[];
  /** It must have recorded each request, or it would be cheap for a wrong reason. */
  readonly records?: boolean;
  launch?(facts: LaunchFacts): Launch;
  /** Runs in the server's process, before the app is made. Whatever it needs is loaded here. */
  add?(settings: ProfilerSettings): Addition | Promise<Addition>;
}
