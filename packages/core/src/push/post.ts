import { clearTimeout, setTimeout, unref } from '../clock.ts';

export interface PostAnswer {
  readonly status: number;
  /** Its beginning. */
  readonly body: Uint8Array;
  /** What it says of when to ask again; absent if it says nothing, or a date. */
  readonly retryAfterSeconds?: number;
}

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For the whole answer. */
  readonly timeoutMillis: number;
}

const mostBytes = 10_000;

/**
 * Sends a body over HTTP, on a connection of its own that does not keep the process alive. Not with `fetch`, which the app may
 * have replaced, and which keeps connections.
 */
export async function post({ url, headers, body, timeoutMillis }: Post): Promise<PostAnswer> {
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  return await new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': body.length },
    });
    const timer = unref(
      setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMillis / 1000} s`)), timeoutMillis),
    );
    asked.on('socket', (socket) => socket.unref());
    asked.on('error', reject);
    asked.on('close', () => clearTimeout(timer));
    asked.on('response', (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (part: Buffer) => {
        if (bytes < mostBytes) parts.push(part);
        bytes += part.length;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const retryAfterSeconds = Number(answer.headers['retry-after']);
        resolve({
          status: answer.statusCode ?? 0,
          body: Buffer.concat(parts).subarray(0, mostBytes),
          ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
        });
      });
    });
    asked.end(body);
  });
}
