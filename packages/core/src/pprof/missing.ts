import { ProfileFormatError } from './profile-format-error.ts';
import type { Id } from './protobuf-reader.ts';

export function missing(what: string, id: Id): never {
  throw new ProfileFormatError(
    `The profile refers to ${what} ${id}, which it does not have. Whatever wrote it is wrong, or it was damaged.`,
  );
}
