import { ProfileFormatError } from './profile-format-error.ts';

/**
 * More than any real profile has. What unpacks to 128 MiB may be less than one MiB when packed, and without limits the
 * tables could take a multiple of that, and all of a machine's memory.
 */
export const most = {
  texts: 8_000_000,
  mappings: 1_000_000,
  functions: 1_000_000,
  locations: 1_000_000,
  lines: 4_000_000,
  'different calls': 4_000_000,
  'sample types': 64,
  'fields of a later version': 10_000,
} as const;

/** @throws ProfileFormatError for more than a profile may have of something. */
export function checkCount(what: keyof typeof most, count: number): void {
  if (count <= most[what]) return;
  throw new ProfileFormatError(
    `The profile has more than ${most[what]} ${what}: it was made to fill the memory, or it is damaged. If it is neither, record a shorter time.`,
  );
}

/** A name is stored once and used often, but a profile in which names add up to more could not be written out. */
const lettersPerByte = 16;
const freeLetters = 64 * 1024 * 1024;

/**
 * @param letters Of the names and files of all functions, repeated ones included.
 * @throws ProfileFormatError for far more than a file of this size should have.
 */
export function checkNames(letters: number, bytes: number): void {
  if (letters <= freeLetters + lettersPerByte * bytes) return;
  throw new ProfileFormatError(
    'The names of the profile’s functions are far longer than its size allows: it was made to fill the memory, or it is damaged.',
  );
}
