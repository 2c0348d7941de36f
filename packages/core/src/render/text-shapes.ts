/** How a report is written for a terminal. */
export interface TextOptions {
  /** ANSI colours; none by default. */
  readonly color?: boolean;
  /** Cells in a line: less important columns that do not fit are hidden and listed below. 120 by default. */
  readonly width?: number;
  /** Whether to say what else the URL can ask for; true by default. */
  readonly hints?: boolean;
}

/** The lines of one part of the report. */
export interface TextBlock {
  /** Empty when there is nothing to show. */
  readonly rows: readonly string[];
  /** Titles of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}
