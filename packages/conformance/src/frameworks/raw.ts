import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Incoming, Reply, Route, RouterPlan } from './description.ts';

type Guard = NonNullable<RouterPlan['guard']>;

/** A route under its full path, with the guards that are called before it. */
export interface FlatRoute extends Route {
  readonly guards: readonly Guard[];
}

/** The routes of an app, without those of the apps within it. */
export function flatRoutes(
  { guard, routes = [], routers = {} }: RouterPlan,
  prefix = '',
  before: readonly Guard[] = [],
): FlatRoute[] {
  const guards = guard ? [...before, guard] : before;
  return [
    ...routes.map((route) => ({ ...route, pattern: prefix + route.pattern, guards })),
    ...Object.entries(routers).flatMap(([path, plan]) => flatRoutes(plan, prefix + path, guards)),
  ];
}

/** Answers with Node's own request and response. Throws what a handler throws. */
export function answerRaw(
  { body, handle, guards }: FlatRoute,
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
): void | Promise<void> {
  for (const guard of guards) {
    const reply = guard((name) => request.headers[name] as string | undefined);
    if (reply) return sendRaw(response, reply);
  }
  const answer = (json: unknown): void | Promise<void> => {
    const made = handle(incomingOf(request, response, params, json));
    return made instanceof Promise ? made.then((reply) => sendRaw(response, reply)) : sendRaw(response, made);
  };
  return body === 'json' ? readJson(request).then(answer) : answer(undefined);
}

export function sendRaw(
  response: ServerResponse,
  { status = 200, headers = {}, json, text, chunks, contentType }: Reply,
): void | Promise<void> {
  if (response.destroyed) return undefined;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  // Node sends the head together with the body, so it knows the length.
  const as = (type: string): ServerResponse => response.setHeader('Content-Type', type);
  if (json !== undefined) as('application/json').end(JSON.stringify(json));
  else if (text !== undefined) as('text/plain; charset=utf-8').end(text);
  else if (chunks) return sendChunks(as(contentType ?? 'text/plain'), chunks);
  else response.end();
  return undefined;
}

async function sendChunks(response: ServerResponse, chunks: AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (response.destroyed) break;
    response.write(chunk);
  }
  response.end();
}

function incomingOf(
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
  json: unknown,
): Incoming {
  return {
    params,
    get query() {
      return Object.fromEntries(new URLSearchParams(request.url?.split('?')[1]));
    },
    json,
    bytes: request,
    gone: () => once(response, 'close'),
  };
}

/** The parsed body. Throws an error with status 400 if it is not JSON, as frameworks do. */
export async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    throw Object.assign(error as Error, { status: 400, statusCode: 400 });
  }
}
