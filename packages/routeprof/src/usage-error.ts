/** Something on the command line, or in a file that it names, cannot be used: a sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** A word that is none of the known ones, for a hint at the one that was meant. */
  readonly unknown: UnknownWord | undefined;

  constructor(sentence: string, unknown?: UnknownWord) {
    super(sentence);
    this.unknown = unknown;
  }
}

export interface UnknownWord {
  readonly word: string;
  readonly known: readonly string[];
}
