import type { RequestTrace } from './request-trace.ts';
import { type ClientSocket, socketOf } from './socket-of.ts';

interface Use {
  readonly socket: WeakRef<ClientSocket>;
  /** When it was first looked at. */
  readonly sinceMicros: number;
  written: number;
  /** When something came on it last. */
  receivedMicros: number;
  /** When something came after which something else was written: the end of an exchange. */
  freedMicros: number;
}

/** They are looked at whenever traced code gets or leaves the loop. */
const mostConnections = 16;

/**
 * Who has a connection. A pool of connections may send a query in the callback in which the one before is answered, and
 * then nothing of the request tells when that was. But what comes on a connection that a request has not written to, and
 * after which something is written, was another request's: until then, it waited for the connection.
 *
 * Connections are kept while hooks are off, because what was written before the first look is not known.
 */
export class ConnectionUse {
  readonly #uses = new Map<number, Use>();

  /** Code gets the loop, or has had it since the last look: then `trace` is its request's. */
  look(trace: RequestTrace | undefined): void {
    for (const [asyncId, use] of this.#uses) {
      const socket = use.socket.deref();
      if (socket === undefined || socket.destroyed) this.#uses.delete(asyncId);
      else if (hasWritten(use, socket)) trace?.connections.add(asyncId);
    }
  }

  /** The loop calls back for a client's socket, and nobody has seen yet what came. */
  receive(asyncId: number, resource: object, nowMicros: number): void {
    const known = this.#uses.get(asyncId);
    const socket = known?.socket.deref() ?? socketOf(resource);
    if (socket === undefined) return;
    const use = known ?? {
      socket: new WeakRef(socket),
      sinceMicros: nowMicros,
      ...{ written: writtenTo(socket), receivedMicros: nowMicros, freedMicros: 0 },
    };
    hasWritten(use, socket);
    use.receivedMicros = nowMicros;
    // Those that were not used for long are forgotten.
    this.#uses.delete(asyncId);
    this.#uses.set(asyncId, use);
    if (this.#uses.size > mostConnections) this.#uses.delete(this.#uses.keys().next().value as number);
  }

  /**
   * Something has come for the request, at this moment. Gives until when others had the connection; 0 if there is no proof.
   */
  heldUntil(asyncId: number, trace: RequestTrace, nowMicros: number): number {
    const use = this.#uses.get(asyncId);
    if (use === undefined || use.receivedMicros !== nowMicros) return 0;
    const isFirst = use.sinceMicros < trace.beganMicros && !trace.connections.has(asyncId);
    // From now on, what comes may be the rest of it.
    trace.connections.add(asyncId);
    return isFirst ? use.freedMicros : 0;
  }
}

function hasWritten(use: Use, socket: ClientSocket): boolean {
  const written = writtenTo(socket);
  if (written === use.written) return false;
  use.written = written;
  use.freedMicros = use.receivedMicros;
  return true;
}

/** What waits in the socket's own buffer counts, too. */
function writtenTo(socket: ClientSocket): number {
  return (socket._handle?.bytesWritten ?? 0) + socket.writableLength;
}
