import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { performance } from '../clock.ts';
import { marked } from '../own-frames.ts';
import { type Accepted, ConnectionQueue } from './connection-queue.ts';
import type { LoopTurns } from './loop-turns.ts';

/** How the connections of the app's servers came. */
export interface Connections {
  /** `undefined` for one that was accepted before. */
  acceptedOf(socket: object | undefined): Accepted | undefined;
  stop(): void;
}

const channelName = 'net.server.socket';

export function watchConnections(turns: LoopTurns): Connections {
  const accepted = new WeakMap<object, Accepted>();
  const queues = new WeakMap<object, ConnectionQueue>();
  const queueOf = (server: object): ConnectionQueue => {
    let queue = queues.get(server);
    if (queue === undefined) queues.set(server, (queue = new ConnectionQueue()));
    return queue;
  };
  const onAccept = marked({
    'routeprof:own'(message: unknown): void {
      const { socket } = message as { readonly socket?: { readonly server?: unknown } };
      const server = socket?.server;
      if (socket === undefined || typeof server !== 'object' || server === null) return;
      accepted.set(socket, queueOf(server).accept(turns.came(performance.now() * 1000)));
    },
  });
  subscribe(channelName, onAccept);
  return {
    acceptedOf: (socket) => socket && accepted.get(socket),
    stop: () => void unsubscribe(channelName, onAccept),
  };
}
