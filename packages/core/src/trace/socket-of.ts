import type { Socket } from 'node:net';

/**
 * A client's socket, with what Node keeps in it and does not document. All of it is the same in Node 20 to 26; where it
 * is absent, the peer has its address instead of its name, and no method.
 */
export interface ClientSocket extends Socket {
  /** The name that was looked up; `null` when an address was given. */
  readonly _host?: string | null;
  /** The HTTP request whose response has not ended. */
  readonly _httpMessage?: { readonly method?: unknown } | null;
  readonly _handle?: { readonly bytesWritten?: number } | null;
  /** Below a TLS socket that was made from an open socket. */
  readonly _parent?: ClientSocket | null;
}

/** What `executionAsyncResource()` returns in a callback of Node's network code. */
interface NetResource {
  /** Of a request to write or to shut down: what it writes to. */
  readonly handle?: object;
}

let ownerKey: symbol | undefined;

/** The socket of a client to which a resource belongs: a handle, a write, an HTTP/2 session; `undefined` for all others. */
export function socketOf(resource: object): ClientSocket | undefined {
  const { handle } = resource as NetResource;
  const owner = ownerOf(typeof handle === 'object' && handle !== null ? handle : resource);
  // An HTTP/2 session has its socket behind a proxy, which throws for some keys; none of them is read here.
  const socket = (owner as { readonly socket?: object } | undefined)?.socket ?? owner;
  return isClient(socket) ? socket : undefined;
}

function ownerOf(handle: object): object | undefined {
  ownerKey ??= Object.getOwnPropertySymbols(handle).find(({ description }) => description === 'owner_symbol');
  if (ownerKey === undefined) return undefined;
  const owner = (handle as { readonly [key: symbol]: unknown })[ownerKey];
  return typeof owner === 'object' && owner !== null ? owner : undefined;
}

/** Sockets that a server accepted know it. Servers are owners of handles, too, but are not connected to anyone. */
function isClient(owner: object | undefined): owner is ClientSocket {
  return owner !== undefined && 'connecting' in owner && !(owner as { readonly server?: unknown }).server;
}
