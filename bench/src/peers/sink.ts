import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What peers have sent. */
export interface Received {
  readonly requests: number;
  readonly bytes: number;
}

/** Where bodies go. */
const folder = process.env.BENCH_SINK_FOLDER ?? '';
/** Otherwise only the latest that have profiles in them: Sentry sends a message for each request. */
const keepsAll = process.env.BENCH_SINK_KEEPS_ALL === 'true';
const mostKept = keepsAll ? Number.POSITIVE_INFINITY : 50;

// Takes what peers would send to their makers. Nothing leaves this machine.
let requests = 0;
let bytes = 0;
let kept = 0;
const server = createServer((request, response) => {
  requests++;
  const chunks: Buffer[] = [];
  const keeps = isWanted(request);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (keeps) chunks.push(chunk);
  });
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (keeps && (keepsAll || hasProfile(request, body))) keep(request, body);
    response.setHeader('content-type', 'application/json');
    // An agent of Datadog lists what it takes.
    response.end(request.url === '/info' ? '{"endpoints":["/v0.4/traces","/profiling/v1/input"]}' : '{}');
  });
});

/** The paths of Pyroscope, dd-trace and Sentry. */
function isWanted({ url = '' }: IncomingMessage): boolean {
  return /^\/(?:ingest|profiling\/|api\/1\/envelope)/.test(url);
}

function hasProfile({ url = '', headers }: IncomingMessage, body: Buffer): boolean {
  // A packed one is long, as only chunks are.
  return (
    !url.includes('/envelope') || headers['content-encoding'] === 'gzip' || body.includes('"profile_chunk"')
  );
}

function keep({ url, headers }: IncomingMessage, body: Buffer): void {
  const name = `${String(kept++ % mostKept).padStart(7, '0')}.sent`;
  // The first line says what the rest is.
  const head = { url, type: headers['content-type'], encoding: headers['content-encoding'] };
  writeFileSync(join(folder, name), Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
}

process.on('message', () => process.send?.({ requests, bytes } satisfies Received));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
