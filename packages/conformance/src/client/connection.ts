import { connect as open, type Socket } from 'node:net';

/** How long anything on loopback may take before the suite reports that it hangs. */
export const deadlineMillis = 60_000;

/** A TCP connection as a client sees it: bytes out, bytes in. No HTTP library changes anything. */
export interface Connection {
  write(data: string | Uint8Array): void;
  /** Half-closes: the client has sent everything. */
  end(): void;
  /** Closes at once, as a client that gives up does. */
  destroy(): void;
  /** Everything received so far, one character a byte. */
  received(): string;
  /** Waits until what was received satisfies the predicate; rejects when the connection ends first. */
  until(predicate: (received: string) => boolean): Promise<string>;
  /** Waits until the server has closed the connection; everything received. */
  closed(): Promise<string>;
}

export async function connect(port: number): Promise<Connection> {
  const socket = open({ host: '127.0.0.1', port, noDelay: true });
  const waiting = new Set<() => void>();
  let received = '';
  let over = false;
  const wake = (): void => {
    for (const look of waiting) look();
  };
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    wake();
  });
  socket.on('close', () => {
    over = true;
    wake();
  });
  // Servers may also close by a reset; `closed` and `until` notice that.
  socket.on('error', () => {});

  const wait = (done: () => boolean, what: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        waiting.delete(look);
        if (error) reject(error);
        else resolve(received);
      };
      const look = (): void => {
        if (done()) settle();
        else if (over) settle(new Error(`The connection was closed before ${what}:\n${received}`));
      };
      const timer = setTimeout(() => {
        settle(new Error(`After ${deadlineMillis} ms still not ${what}:\n${received.slice(0, 2_000)}`));
      }, deadlineMillis);
      waiting.add(look);
      look();
    });

  await connected(socket);
  return {
    write: (data) => void socket.write(data),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    received: () => received,
    until: (predicate) => wait(() => predicate(received), 'received what was wanted'),
    closed: () => wait(() => over, 'closed by the server'),
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('close', () => reject(new Error(`Nothing listens on port ${socket.remotePort}`)));
  });
}
