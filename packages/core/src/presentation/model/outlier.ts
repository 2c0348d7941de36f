/** A process that certainly costs more, or takes longer, than the others of its version. */
export interface Outlier {
  /** What is higher: its CPU time per request, or how long requests typically take. */
  readonly kind: 'cpu' | 'latency';
  readonly instance: string;
  readonly pid: number;
  /** Absent in older files. */
  readonly host?: string;
  readonly version: string;
  /** Both `''` where it shows on most routes of the process. */
  readonly method: string;
  readonly route: string;
  /** On how many routes it shows, of how many that were compared. */
  readonly shown: number;
  readonly compared: number;
  /** Its figure divided by that of the others, and the interval of that: sure for all rows at once. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** With how many other processes it was compared. */
  readonly others: number;
  /** Its own figure and the one in the middle of the others, in microseconds; both 0 where it is about several routes. */
  readonly micros: number;
  readonly othersMicros: number;
  readonly text: string;
}
