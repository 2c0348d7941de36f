/** How a report is written for a terminal. */
export interface TextOptions {
  /** ANSI colours; none by default. */
  readonly color?: boolean;
  /** Cells in a line: columns of lesser need are left out, and named, when they do not fit. 120 by default. */
  readonly width?: number;
  /** Whether to say what else can be asked in the URL; true if left out. */
  readonly hints?: boolean;
}
