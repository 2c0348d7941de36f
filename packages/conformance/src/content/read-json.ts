import { TeapotError } from './errors.ts';

/** A JSON body, for frameworks that read none themselves. */
export async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new TeapotError();
  }
}
