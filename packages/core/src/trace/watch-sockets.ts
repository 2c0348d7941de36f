import { executionAsyncId, executionAsyncResource } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { keptText } from '../kept-text.ts';
import { marked } from '../own-frames.ts';
import type { Operation } from './operation.ts';
import { nameOfPeer, type Peer, targetOf } from './peers.ts';
import { type ClientSocket, socketOf } from './socket-of.ts';

/** The peer of a socket, and which HTTP request is under way on it. */
export interface SocketPeer extends Peer {
  /** `GET`; `''` when no HTTP request is under way. */
  readonly method: string;
}

/** Who is at the other end of a client's socket. */
export interface Sockets {
  /** From the start to the end of the profiler: what only the moment of connecting tells is kept. */
  start(): void;
  stop(): void;
  /**
   * The peer of the socket whose handle has this async id; `undefined` for all other resources, and when nothing is
   * known. Ask first in a callback of the socket, as in `before`; then it is known by its id alone. Never throws.
   */
  lookUp(asyncId: number): SocketPeer | undefined;
}

const mostSockets = 10_000;
const mostAddresses = 1_000;
const methodPattern = /^[A-Z-]{1,20}$/;

/** What a wait for a socket was for, when no library has reported more. */
export function operationOf(peer: SocketPeer): Operation {
  const { method } = peer;
  return { kind: method === '' ? 'net' : 'http', library: '', operation: method, target: targetOf(peer) };
}

export function watchSockets(): Sockets {
  /** Neither keeps a socket: peers have weak references, and ids are never used again. */
  const known = new Map<number, SocketPeer>();
  const names = new Map<string, string>();
  const paths = new WeakMap<Socket, string>();
  const undiciMethods = new WeakMap<Socket, unknown>();

  const onAttempt = marked({
    'routeprof:own'(this: ClientSocket, address: string, port?: number): void {
      if (port === undefined) paths.set(this, keptText(address));
      else if (this._host) keepBounded(names, `${address} ${port}`, keptText(this._host), mostAddresses);
    },
  });
  /** Node 20 publishes it for `net.connect` only. Its event comes before the request to connect, for each address. */
  const onSocket = marked({
    'routeprof:own'(message: unknown): void {
      (message as { readonly socket?: Socket }).socket?.on?.('connectionAttempt', onAttempt);
    },
  });
  const onUndici = marked({
    'routeprof:own'(message: unknown): void {
      const { request, socket } = message as { request?: { method?: unknown }; socket?: Socket };
      if (typeof socket === 'object') undiciMethods.set(socket, request?.method);
    },
  });

  function peerOfSocket(socket: ClientSocket): SocketPeer | undefined {
    const path = paths.get(socket);
    const { remoteAddress, remotePort: port = 0 } = socket;
    const host = path ?? (socket._host || socket._parent?._host || remoteAddress);
    if (!host) return undefined;
    const weak = new WeakRef(socket);
    return {
      host: keptText(host),
      port,
      name: nameOfPeer(host, port),
      get method() {
        const open = weak.deref();
        return open === undefined ? '' : methodOn(open);
      },
    };
  }

  function methodOn(socket: ClientSocket): string {
    const method = socket._httpMessage?.method ?? undiciMethods.get(socket);
    return typeof method === 'string' && methodPattern.test(method) ? method : '';
  }

  /** A request to connect belongs to no socket yet. */
  function peerOfAttempt(request: { address?: unknown; port?: number }): SocketPeer | undefined {
    const { address, port = 0 } = request;
    if (typeof address !== 'string' || address === '') return undefined;
    const host = names.get(`${address} ${port}`) ?? address;
    return { host, port, name: nameOfPeer(host, port), method: '' };
  }

  return {
    start() {
      subscribe('net.client.socket', onSocket);
      subscribe('undici:client:sendHeaders', onUndici);
    },
    stop() {
      unsubscribe('net.client.socket', onSocket);
      unsubscribe('undici:client:sendHeaders', onUndici);
      known.clear();
      names.clear();
    },
    lookUp(asyncId) {
      const peer = known.get(asyncId);
      if (peer !== undefined || executionAsyncId() !== asyncId) return peer;
      try {
        const resource = executionAsyncResource();
        const socket = socketOf(resource);
        const found = socket === undefined ? peerOfAttempt(resource) : peerOfSocket(socket);
        if (found !== undefined) keepBounded(known, asyncId, found, mostSockets);
        return found;
      } catch {
        // Somebody else's resource, with properties that throw.
        return undefined;
      }
    },
  };
}

/** The oldest goes first. */
function keepBounded<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value as Key);
  map.set(key, value);
}
