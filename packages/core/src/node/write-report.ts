import type { ServerResponse } from 'node:http';
import type { ReportResponse } from '../contract.ts';

/** Writes an answer to a Node response. */
export function writeReport(response: ServerResponse, { status, headers, body }: ReportResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}
