import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

/**
 * Sends requests to a server that does not listen, each as bytes on a connection that has no socket: Node's parser, its
 * request and its response are the real ones, and nothing depends on the system. Each request has a turn of the loop.
 */
export function createClient(server: Server, path: string): () => Promise<void> {
  let answer = '';
  let whole = '';
  let onAnswer = (): void => {};
  const connection = new Duplex({
    read() {},
    write(chunk: Buffer | string, _encoding, callback) {
      answer += chunk.toString('latin1');
      callback();
      if (answer.endsWith('}')) onAnswer();
    },
  });
  server.emit('connection', connection);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);

  return async () => {
    answer = '';
    const answered = new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
    connection.push(request);
    await answered;
    if (whole === '') whole = bodyOf(answer);
    if (bodyOf(answer) !== whole) throw new Error(`The answer to ${path} was ${answer}`);
    await new Promise((resolve) => setImmediate(resolve));
  };
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n'));
}
