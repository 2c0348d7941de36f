import type { ServerResponse } from 'node:http';
import type { ReportResponse } from '../contract.ts';

export function writeReport(response: ServerResponse, { status, headers, body }: ReportResponse): void {
  // A timeout may have answered meanwhile, or the client may have left.
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}
