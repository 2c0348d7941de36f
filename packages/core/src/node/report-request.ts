import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ReportRequest } from '../contract.ts';

const traceHeader = 'routeprof-trace';

/** Whether a request asks to be traced. Most do not, so this reads no more than it must: `headers` would be built first. */
export function asksForTrace({ rawHeaders }: Partial<Pick<IncomingMessage, 'rawHeaders'>>): boolean {
  // Requests that tests make up may have none.
  if (rawHeaders === undefined) return false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === traceHeader.length && name.toLowerCase() === traceHeader) return true;
  }
  return false;
}

/** A Node request as the core takes one for the report. */
export function reportRequestOf(
  request: IncomingMessage,
  url: string,
  raw: unknown,
  onLeave: NonNullable<ReportRequest['onLeave']>,
): ReportRequest {
  return {
    method: request.method ?? 'GET',
    url,
    headers: request.headers,
    peer: request.socket?.remoteAddress,
    secure: (request.socket as Partial<TLSSocket> | undefined)?.encrypted === true,
    raw,
    onLeave,
  };
}
