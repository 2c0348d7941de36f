import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Profiler } from '@routeprof/core';
import { say } from './say.ts';

/** Prints where a server's report is. */
export function announce(server: Server, { path, closed }: Pick<Profiler, 'path' | 'closed'>): void {
  const address = server.address() as AddressInfo | string | null;
  if (address === null) return;
  const advice = closed ? ', but in production only with a token: set ROUTEPROF_TOKEN' : '';
  say(`profiling ${processName()}; the report is at ${placeOf(server, address)}${path}/${advice}`);
}

/** Workers of a cluster share a port, so each says which of them it is. */
export function processName(): string {
  return `process ${process.pid}`;
}

function placeOf(server: Server, address: AddressInfo | string): string {
  if (typeof address === 'string') return `${address}:`;
  return `${'setSecureContext' in server ? 'https' : 'http'}://localhost:${address.port}`;
}
