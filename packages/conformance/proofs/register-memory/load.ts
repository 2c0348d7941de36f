import { connect } from 'node:net';

const connections = 8;
/** Requests that are sent at once on each connection, so that the server never waits for the client. */
const atOnce = 16;
const text = 'GET /hello/you HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Sends `count` requests to a local port and waits for all responses. */
export async function sendRequests(port: number, count: number): Promise<void> {
  let left = count;
  await Promise.all(Array.from({ length: connections }, sendSome));

  function sendSome(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let waiting = 0;
      let end = '';
      const send = (): void => {
        waiting = Math.min(atOnce, left);
        left -= waiting;
        if (waiting > 0) socket.write(text.repeat(waiting));
        else socket.end();
      };
      socket.setTimeout(60_000, () => socket.destroy(new Error('no answer in 60 s')));
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        // Each response has one empty line, after its head.
        const parts = `${end}${chunk.toString('latin1')}`.split('\r\n\r\n');
        end = (parts.at(-1) as string).slice(-3);
        waiting -= parts.length - 1;
        if (parts.some((part) => part.includes('HTTP/1.1 ') && !part.includes('HTTP/1.1 200'))) {
          socket.destroy(new Error(`not answered with 200: ${parts[0]}`));
        } else if (waiting === 0) send();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
  }
}
