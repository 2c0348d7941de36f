import type { IncomingMessage } from 'node:http';
import { performance } from '../clock.ts';
import type { ConnectionUse } from '../contract.ts';

/** Of the last request on a socket. */
interface LastUse {
  beganMicros: number;
  sentMicros: number;
}

// Shared by all copies of this package, as a socket's requests may reach several mounts.
const lastUse = Symbol.for('routeprof.connection');
type Used = { [lastUse]?: LastUse };

/** How a request's connection was used before; ask while it begins. */
export function useOfConnection(request: IncomingMessage): ConnectionUse | undefined {
  const last = lastUseOf(request);
  if (last === undefined) return undefined;
  return { socket: request.socket, lastBeganMicros: last.beganMicros, lastSentMicros: last.sentMicros };
}

/** Notes that a request has begun on its connection, at this time of `performance.now()`. */
export function beganOn(request: IncomingMessage, beganMicros: number): void {
  const last = lastUseOf(request);
  if (last !== undefined) last.beganMicros = beganMicros;
}

/** Streams of HTTP/2 share their connection. */
function lastUseOf({ socket, httpVersionMajor }: IncomingMessage): LastUse | undefined {
  if (httpVersionMajor !== 1 || !socket) return undefined;
  return ((socket as Used)[lastUse] ??= { beganMicros: 0, sentMicros: 0 });
}

/** Notes that a response was handed to the system. */
export function sentOn({ socket }: IncomingMessage): void {
  const last = (socket as Used | null)?.[lastUse];
  if (last !== undefined) last.sentMicros = performance.now() * 1000;
}
