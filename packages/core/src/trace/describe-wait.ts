import type { LoopCallback } from './loop-log.ts';
import type { Operation } from './operation.ts';
import type { Made } from './request-trace.ts';
import { kindOfResource, kindOfType } from './wait-kinds.ts';

/** Who is at the other end of a socket, by the async id of its handle. */
export type FindPeer = (asyncId: number) => Operation | undefined;

/** What a callback of the loop has brought. `made` is its resource, if the traced request has made it. */
export function describe(
  { asyncId, resource }: Pick<LoopCallback, 'asyncId' | 'resource'>,
  made: Made | undefined,
  findPeer: FindPeer,
): Operation {
  const peer = findPeer(asyncId) ?? peerOfHandle(resource, findPeer);
  if (peer !== undefined) return peer;
  const kind = made === undefined ? kindOfResource(resource) : kindOfType(made.type);
  if (kind === 'http') return { kind, library: '', ...httpOf(resource) };
  // A socket that the app did not open is the client's own.
  if (isWrite(made?.type)) return { kind: 'client', library: '', operation: 'response', target: '' };
  return { kind, library: '', operation: operationOf(kind, made?.type ?? ''), target: '' };
}

function isWrite(type: string | undefined): boolean {
  return type === 'WRITEWRAP' || type === 'SHUTDOWNWRAP';
}

/** A write belongs to a handle, which is that of the socket. */
function peerOfHandle(resource: object, findPeer: FindPeer): Operation | undefined {
  const { handle } = resource as { readonly handle?: { getAsyncId?(): number } };
  const asyncId = handle?.getAsyncId?.();
  return asyncId === undefined ? undefined : findPeer(asyncId);
}

function httpOf(resource: object): { operation: string; target: string } {
  const { req } = resource as { readonly req?: { readonly method?: unknown; readonly host?: unknown } };
  return { operation: textOf(req?.method), target: textOf(req?.host) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `PBKDF2REQUEST` is `pbkdf2`. */
function operationOf(kind: Operation['kind'], type: string): string {
  if (kind === 'client') return 'request body';
  return kind === 'threadpool' ? type.replace(/REQUEST$/, '').toLowerCase() : '';
}
