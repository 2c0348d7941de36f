/** A file that is no profile of the kind it was read as: cut off, damaged, or another format. The message says which. */
export class ProfileFormatError extends Error {
  override readonly name = 'ProfileFormatError';
}
