/** Something on the command line, or in a file that it names, cannot be used: a sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
