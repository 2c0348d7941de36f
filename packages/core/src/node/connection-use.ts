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

/** How a request's connection was used before; ask while it begins. Streams of HTTP/2 share theirs. */
export function useOfConnection({ socket, httpVersionMajor }: IncomingMessage): ConnectionUse | undefined {
  if (httpVersionMajor !== 1 || !socket) return undefined;
  const last = (socket as Used)[lastUse];
  return { socket, lastBeganMicros: last?.beganMicros ?? 0, lastSentMicros: last?.sentMicros ?? 0 };
}

/** Notes that a request has begun on its connection. */
export function beganOn({ socket, httpVersionMajor }: IncomingMessage, beganMicros: number): void {
  if (httpVersionMajor !== 1 || !socket) return;
  const used = socket as Used;
  const last = used[lastUse];
  if (last === undefined) used[lastUse] = { beganMicros, sentMicros: 0 };
  else last.beganMicros = beganMicros;
}

/** Notes that a response was handed to the system. */
export function sentOn({ socket }: IncomingMessage): void {
  const last = (socket as Used | null)?.[lastUse];
  if (last !== undefined) last.sentMicros = performance.now() * 1000;
}
