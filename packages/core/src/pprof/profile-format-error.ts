/** A file that is not a profile of the kind it was read as: cut off, damaged, or another format. The message says which. */
export class ProfileFormatError extends Error {
  override readonly name: string = 'ProfileFormatError';
}

/** The file was written by a later version of routeprof, and is not damaged. */
export class LaterFormatError extends ProfileFormatError {
  override readonly name = 'LaterFormatError';
}
