/** What each process of several did on each route, so that they can be compared after their windows have become one. */
export interface ProcessRows {
  /** Ascending by span, then by instance. */
  readonly parts: readonly ProcessPart[];
  /** Only the processes and routes with most CPU time are there. */
  readonly isCut?: true;
}

/** A process in one span of time. */
export interface ProcessPart {
  /** The number of the ten minutes in which its windows began, counted from 1970. */
  readonly span: number;
  readonly instance: string;
  /** Sorted by name. */
  readonly routes: readonly ProcessRoute[];
}

/** A process's requests of a route. Whole numbers, added up when windows are merged. */
export interface ProcessRoute {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  /** See `RouteFollowing`: the CPU time is that of requests whose weights add up to this. */
  readonly notFollowed: number;
  readonly weightMilli: number;
  readonly cpuMicros: number;
  readonly samples: number;
  /** Of all latencies, the numbers of their bins, which are logarithms, and the squares of these. */
  readonly binSum: number;
  readonly binSquares: number;
}

const spanMicros = 600e6;

/** The number of a span of ten minutes, counted from 1970. */
export function spanNumber(epochMicros: number): number {
  return Math.floor(epochMicros / spanMicros);
}

/** With two, nobody knows which of them is the outlier. */
export const fewestProcesses = 3;
