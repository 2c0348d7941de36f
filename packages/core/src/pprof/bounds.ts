import { ProfileFormatError } from './profile-format-error.ts';

/**
 * More than any profile of a program has, whatever its size: what unpacks to 128 MiB may be less than one when packed,
 * and a multiple of it would be all of a machine's memory.
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

/** Names are told once and used often, but not by so much: whoever writes them out would not come to an end. */
const lettersPerByte = 16;
const freeLetters = 64 * 1024 * 1024;

/**
 * `letters`: of all functions' names and files, each with its own.
 *
 * @throws ProfileFormatError for far more than a file of so many bytes should tell.
 */
export function checkNames(letters: number, bytes: number): void {
  if (letters <= freeLetters + lettersPerByte * bytes) return;
  throw new ProfileFormatError(
    'The names of the profile’s functions are far longer than its size allows: it was made to fill the memory, or it is damaged.',
  );
}
