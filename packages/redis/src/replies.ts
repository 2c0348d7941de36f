import { RedisFailure } from './explain.ts';

/** A string of a reply, as a client returns it; `undefined` when there is none. */
export function textOf(reply: unknown): string | undefined {
  if (reply === null || reply === undefined) return undefined;
  return reply instanceof Uint8Array ? Buffer.from(reply).toString() : String(reply);
}

/** @throws Error if the client has turned bytes into text, which loses some of them. */
export function bytesOf(reply: unknown): Uint8Array | undefined {
  if (reply === null || reply === undefined) return undefined;
  if (reply instanceof Uint8Array) return reply;
  throw new RedisFailure(
    'The function that redisStore was given returns text where bytes are needed. Let it return strings as Buffers.',
    'NOTBYTES',
  );
}

/** The texts of a list; none for something else. */
export function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map((item) => textOf(item) ?? '') : [];
}
