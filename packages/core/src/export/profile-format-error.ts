/** A file that is not what it should be. The message says what is wrong, and what to do where something can be done. */
export class ProfileFormatError extends Error {
  override readonly name = 'ProfileFormatError';
}
