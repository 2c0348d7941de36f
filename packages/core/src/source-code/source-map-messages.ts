/** A question to the thread that reads source maps, which answers one at a time. */
export type MapQuestion =
  | { readonly kind: 'positions'; readonly file: string; readonly positions: readonly AskedPosition[] }
  | { readonly kind: 'content'; readonly file: string; readonly source: string }
  | { readonly kind: 'labels'; readonly codes: readonly AskedCode[] };

/** Code with functions that have no name. */
export interface AskedCode {
  /** The file that ran, if its source map may contain the code. */
  readonly mapped: string | undefined;
  /** The original file, as the map names it. */
  readonly source: string;
  /** The file to read the code from otherwise. */
  readonly path: string | undefined;
  /** Where functions begin, from 0. */
  readonly positions: readonly { readonly line: number; readonly column: number }[];
}

/** Where a function begins: right after its name, if it has one. Counted from 0, as in maps. */
export interface AskedPosition {
  readonly line: number;
  readonly column: number;
  readonly nameLength: number;
}

export type MapAnswer =
  | { readonly kind: 'positions'; readonly file: AnsweredFile }
  | { readonly kind: 'content'; readonly content: string | undefined }
  /** For each code, a label for each of its positions, or `undefined`. */
  | { readonly kind: 'labels'; readonly labels: readonly (readonly (string | undefined)[])[] };

export type AnsweredFile =
  /** One for each position in the question; `undefined` where the map has none. */
  | { readonly kind: 'mapped'; readonly positions: readonly (WrittenPosition | undefined)[] }
  /** The file names no map, or does not exist: a loader may have made the code, with a map. */
  | { readonly kind: 'unmapped' }
  /** The file or its map is broken, gone or too large. `problem` is a sentence about it, if the user can fix it. */
  | { readonly kind: 'unread'; readonly problem?: string };

export interface WrittenPosition {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  /** The function's name there; `''` if the map has none. */
  readonly name: string;
}

/** The limits that the thread gets when it starts. */
export interface MapLimits {
  /** Maps that are larger than this are not read. */
  readonly maxFileBytes: number;
  /** How much memory positions may take that are kept for the next question. */
  readonly maxKeptBytes: number;
  /** A source's contents are cut off after this. */
  readonly maxContentLength: number;
}
