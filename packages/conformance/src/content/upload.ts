import { Readable } from 'node:stream';
import { burnAtEnd, burnInData } from './burn.ts';

/** Counts the bytes of a body, and reads each kind of body in its usual way. */
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

/** With event listeners, which the socket calls outside of any request. */
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
