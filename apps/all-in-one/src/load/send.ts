import { once } from 'node:events';
import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Visit } from './traffic.ts';

export const ANSWER_TIMEOUT_MILLIS = 30_000;

const UPLOAD_CHUNK = Buffer.alloc(16_384, 'routeprof');

/** Sends one request and reads the response. Returns its status. */
export async function send(agent: Agent, visit: Visit): Promise<number> {
  const outgoing = startRequest(agent, visit);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  bodyOf(visit).pipe(outgoing);
  let incoming: IncomingMessage;
  try {
    [incoming] = await answered;
  } catch (error) {
    // The server closed the idle connection just as it was reused. If it has read the request after all, the report counts one
    // too many, and the check reports that.
    if (outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET')
      return send(agent, visit);
    throw error;
  }
  // An error after the response has begun is also emitted by the response; here it would end the process.
  outgoing.on('error', () => {});
  if (visit.leaveAfterMillis === undefined) {
    for await (const _ of incoming);
  } else {
    incoming.on('error', () => {}).resume();
    await setTimeout(visit.leaveAfterMillis);
    incoming.destroy();
  }
  return incoming.statusCode ?? 0;
}

function startRequest(agent: Agent, visit: Visit): ClientRequest {
  return request(visit.url, {
    agent,
    method: visit.method,
    headers: contentHeaders(visit),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS),
  });
}

function contentHeaders({ json, uploadBytes }: Visit): Record<string, string> {
  if (json !== undefined) return { 'content-type': 'application/json' };
  return uploadBytes === undefined ? {} : { 'content-type': 'application/octet-stream' };
}

function bodyOf({ json, uploadBytes = 0 }: Visit): Readable {
  return Readable.from(json === undefined ? uploadChunks(uploadBytes) : [JSON.stringify(json)]);
}

function* uploadChunks(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= UPLOAD_CHUNK.length) yield UPLOAD_CHUNK.subarray(0, left);
}
