/** Whose code a function is. */
export type Origin = 'app' | 'dependency' | 'node' | 'native';

/** A function, and whose code it is. */
export interface FrameRow {
  /** Names it in `function=` and `root=`: `name file:line`, with the whole path. */
  readonly id: string;
  readonly name: string;
  /** Shortened, unless the query says `full=1`; `''` for native code. */
  readonly file: string;
  /** From 1; 0 when unknown. Through the source map when there is one. */
  readonly line: number;
  readonly column: number;
  readonly origin: Origin;
  /** The dependency's package. */
  readonly package?: string;
}
