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

/** Notes that a request begins on its connection; tells how that was used before. Streams of HTTP/2 share theirs. */
export function useConnection({ socket, httpVersionMajor }: IncomingMessage): ConnectionUse | undefined {
  if (httpVersionMajor !== 1 || !socket) return undefined;
  const used = socket as Used;
  const last = (used[lastUse] ??= { beganMicros: 0, sentMicros: 0 });
  const use = { socket, lastBeganMicros: last.beganMicros, lastSentMicros: last.sentMicros };
  last.beganMicros = performance.now() * 1000;
  return use;
}

/** Notes that a response was handed to the system. */
export function sentOn({ socket }: IncomingMessage): void {
  const last = (socket as Used | null)?.[lastUse];
  if (last !== undefined) last.sentMicros = performance.now() * 1000;
}
