/** Something on the command line, or in a file that it names, is wrong. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** An unknown word and the known ones, to suggest the one that was meant. */
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
