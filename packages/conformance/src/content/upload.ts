import { Readable } from 'node:stream';
import { burnAtEnd, burnInData } from './burn.ts';

/** How many bytes a body has, read in the way that its kind is mostly read in. */
export async function countBytes(body: AsyncIterable<Uint8Array> | undefined): Promise<number> {
  if (body instanceof Readable) return countInListeners(body);
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    burnInData();
  }
  burnAtEnd();
  return bytes;
}

/** The oldest idiom: listeners are called by the socket, which belongs to no request. */
function countInListeners(body: Readable): Promise<number> {
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
