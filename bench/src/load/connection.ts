import { connect, type Socket } from 'node:net';

/** Gets what happens on a connection. */
export interface ConnectionUser {
  /** It has the whole answer to its request. */
  answered(connection: Connection): void;
  failed(reason: string): void;
}

const bufferBytes = 16_384;
const okay = Buffer.from('HTTP/1.1 200', 'latin1');

/**
 * One keep-alive connection. It finds the end of an answer by its length, which it learns from the first one: parsing
 * each would cost more CPU than a fast server uses. It reads into one buffer, and without a stream, for the same reason.
 */
export class Connection {
  user: ConnectionUser | undefined;
  /** When its request should have been sent, in milliseconds. */
  sentAt = 0;
  isClosed = false;
  readonly #socket: Socket;
  #expected = 0;
  #received = 0;
  #isWaiting = false;

  constructor(port: number, opened: (failure?: string) => void) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(bufferBytes),
        callback: (bytes, buffer) => this.#take(buffer as Buffer, bytes),
      },
    });
    this.#socket.on('connect', () => opened());
    this.#socket.on('error', (error) => {
      opened(error.message);
      this.#fail(error.message);
    });
    this.#socket.on('close', () => this.#fail('the server closed a connection'));
  }

  send(request: Buffer, sentAt: number): void {
    this.#received = 0;
    this.#isWaiting = true;
    this.sentAt = sentAt;
    this.#socket.write(request);
  }

  #take(buffer: Buffer, bytes: number): boolean {
    if (this.#received === 0) this.#readHead(buffer, bytes);
    this.#received += bytes;
    if (this.#received < this.#expected) return true;
    if (this.#received > this.#expected) this.#fail('an answer is longer than the first one');
    else if (this.#isWaiting) {
      this.#isWaiting = false;
      this.user?.answered(this);
    }
    return true;
  }

  #readHead(buffer: Buffer, bytes: number): void {
    if (buffer.compare(okay, 0, okay.length, 0, okay.length) !== 0)
      this.#fail(buffer.toString('latin1', 0, Math.min(80, bytes)).split('\r\n', 1)[0] ?? '');
    if (this.#expected > 0 || this.isClosed) return;
    const length = lengthOf(buffer.toString('latin1', 0, bytes));
    if (length === undefined)
      this.#fail('the first answer has no Content-Length, or its head came in pieces');
    else this.#expected = length;
  }

  #fail(reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#isWaiting = false;
    this.#socket.destroy();
    this.user?.failed(reason);
  }
}

function lengthOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
  return head < 0 || length === undefined ? undefined : head + 4 + Number(length);
}
