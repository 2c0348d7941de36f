import type { Readable } from 'node:stream';
import { burnAtEnd, burnInData } from './burn.ts';

/** Reads a body in listeners, the oldest idiom: they are called by the socket, which belongs to no request. */
export function countBytes(body: Readable): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    body.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      burnInData();
    });
    body.on('end', () => {
      burnAtEnd();
      resolve(bytes);
    });
    body.on('error', reject);
  });
}

/** The same for a body that is a web stream. */
export async function countWebBytes(body: ReadableStream<Uint8Array> | null): Promise<number> {
  let bytes = 0;
  if (body) {
    for await (const chunk of body) {
      bytes += chunk.length;
      burnInData();
    }
  }
  burnAtEnd();
  return bytes;
}
