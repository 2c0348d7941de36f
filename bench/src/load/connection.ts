import { connect, type Socket } from 'node:net';

/** Gets the result of each request of a connection. */
export interface AnswerSink {
  answered(millis: number): void;
  failed(reason: string): void;
}

/**
 * One keep-alive connection that sends the next request as soon as it has a response. It finds the end of a response by
 * its length, which it learns from the first one: parsing each would cost more CPU than a fast server uses.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #next: () => Buffer | undefined;
  readonly #sink: AnswerSink;
  readonly #done: () => void;
  #expected = 0;
  #received = 0;
  #sentAt = 0;
  #started = false;
  #closed = false;

  constructor(port: number, next: () => Buffer | undefined, sink: AnswerSink, done: () => void) {
    this.#next = next;
    this.#sink = sink;
    this.#done = done;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('connect', () => this.#send());
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => sink.failed(error.message));
    this.#socket.on('close', () => this.#close());
  }

  #send(): void {
    const request = this.#next();
    if (request === undefined) {
      this.#close();
      return;
    }
    this.#received = 0;
    this.#started = true;
    this.#sentAt = performance.now();
    this.#socket.write(request);
  }

  #take(chunk: Buffer): void {
    if (this.#started) {
      this.#started = false;
      if (chunk.toString('latin1', 0, 12) !== 'HTTP/1.1 200') {
        this.#sink.failed(chunk.toString('latin1', 0, 80).split('\r\n', 1)[0] ?? '');
      }
      if (this.#expected === 0) this.#expected = lengthOf(chunk);
    }
    this.#received += chunk.length;
    if (this.#received < this.#expected) return;
    if (this.#received > this.#expected) this.#sink.failed('an answer is longer than the first one');
    this.#sink.answered(performance.now() - this.#sentAt);
    this.#send();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#done();
  }
}

function lengthOf(chunk: Buffer): number {
  const text = chunk.toString('latin1');
  const head = text.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
  if (head < 0 || length === undefined) {
    throw new Error('the first answer has no Content-Length, or its head came in pieces');
  }
  return head + 4 + Number(length);
}
