import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** A body that the sink has kept. */
export interface Sent {
  readonly url: string;
  readonly type: string;
  readonly body: Buffer;
}

/** What a peer has sent, in the order of arrival where all is kept. */
export function readSent(folder: string): Sent[] {
  return globSync('*.sent', { cwd: folder })
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const end = bytes.indexOf('\n');
      const { url, type = '', encoding } = JSON.parse(bytes.toString('utf8', 0, end));
      const body = bytes.subarray(end + 1);
      return { url, type, body: encoding === 'gzip' ? gunzipSync(body) : body };
    });
}

/** The files of a form, by name. */
export function filesOf({ type, body }: Sent): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  if (boundary === undefined) return files;
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at !== -1; ) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const part = body.subarray(at + mark.length, next);
    const headEnd = part.indexOf('\r\n\r\n');
    const name = /filename="([^"]+)"/.exec(part.toString('latin1', 0, Math.max(0, headEnd)))?.[1];
    // A line break ends each part.
    if (name !== undefined) files.set(name, part.subarray(headEnd + 4, part.length - 2));
    at = next;
  }
  return files;
}

/** Without zstd, which our own reader does not know. */
export function unpacked(bytes: Buffer): Buffer {
  return bytes.length > 4 && bytes.readUInt32LE() === 0xfd2fb528 ? zstdDecompressSync(bytes) : bytes;
}
