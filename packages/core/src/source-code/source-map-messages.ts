/** What is asked of the thread that reads source maps, one question at a time. */
export type MapQuestion =
  | { readonly kind: 'positions'; readonly file: string; readonly positions: readonly AskedPosition[] }
  | { readonly kind: 'content'; readonly file: string; readonly source: string }
  | { readonly kind: 'labels'; readonly codes: readonly AskedCode[] };

/** Code with functions that have no name. */
export interface AskedCode {
  /** The file that ran, where its source map may contain the code. */
  readonly mapped: string | undefined;
  /** The file that was written, as the map has it. */
  readonly source: string;
  /** Where the code may be read otherwise. */
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
  /** For each code one label for each of its positions, where there is one. */
  | { readonly kind: 'labels'; readonly labels: readonly (readonly (string | undefined)[])[] };

export type AnsweredFile =
  /** One for each position that was asked; `undefined` where the map knows nothing. */
  | { readonly kind: 'mapped'; readonly positions: readonly (WrittenPosition | undefined)[] }
  /** The file names no map, or is not there: a loader may have made the code, with a map. */
  | { readonly kind: 'unmapped' }
  /** The file or its map is broken, gone or too large; `problem` is a sentence that says so, where people can help it. */
  | { readonly kind: 'unread'; readonly problem?: string };

export interface WrittenPosition {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  /** What the function is called there; `''` where the map does not say. */
  readonly name: string;
}

/** What the thread is given when it starts. */
export interface MapLimits {
  /** Maps that are larger than this are not read. */
  readonly maxFileBytes: number;
  /** Positions are kept up to this, for the next question. */
  readonly maxKeptBytes: number;
  /** Of a source's contents no more is given. */
  readonly maxContentLength: number;
}
