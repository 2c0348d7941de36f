/** What the watching thread gets when it starts. */
export interface WatchData {
  readonly buffer: SharedArrayBuffer;
  /** The option `dir`. */
  readonly dir: string;
  readonly source: {
    readonly service: string;
    readonly version: string;
    readonly instance: string;
    readonly pid: number;
  };
  /** Whether the stack of the watched thread can be asked for. Where it cannot, asking may end the process. */
  readonly hasStacks: boolean;
  /** Evidence is removed after this time. */
  readonly forMillis: number;
}

/** What the thread says. */
export interface WatchMessage {
  readonly failure: string;
}
