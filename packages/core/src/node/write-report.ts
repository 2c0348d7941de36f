import type { ServerResponse } from 'node:http';
import type { ReportResponse } from '../contract.ts';

/** Writes an answer to a Node response. */
export function writeReport(response: ServerResponse, { status, headers, body }: ReportResponse): void {
  // Somebody else may have answered meanwhile (a timeout), or the client may have left.
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}
