import { createHash } from 'node:crypto';

/** A short name for a row in links: what makes it up, a statement for example, may be longer than a URL. */
export function rowId(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 12);
}
