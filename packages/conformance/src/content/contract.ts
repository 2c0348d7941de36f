import type { IncomingMessage, ServerResponse } from 'node:http';
import { brokenChunks, chunks, cookies, events, homeText, longText, open, plainText } from './answers.ts';
import { burnAfterBody, burnBehindAuth, burnInAuth, burnNested } from './burn.ts';
import { rejectLater, TeapotError, throwNow } from './errors.ts';
import { readJson } from './read-json.ts';
import { countBytes } from './upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from './work.ts';

/** Answers a request; may throw or reject, which the framework answers. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
) => unknown;

/** One route of an app under test. */
export interface Route {
  /** In capitals. */
  readonly method: string;
  /** With `:name` for what varies. */
  readonly path: string;
  readonly handle: Handler;
}

/** What the app that is nested at `/outer/inner` answers, without that prefix. */
const inner: Readonly<Record<string, Handler>> = {
  'GET /things/:id': (_request, response, { id }) => {
    burnNested();
    sendJson(response, 200, { thing: id });
  },
};

const outer: Readonly<Record<string, Handler>> = {
  'GET /': (_request, response) => sendText(response, homeText),
  'GET /text': (_request, response) => sendText(response.setHeader('Set-Cookie', cookies), plainText),
  'GET /json': (_request, response) => sendJson(response, 200, { text: plainText }),
  'GET /empty': (_request, response) => response.writeHead(204).end(),
  'GET /redirect': (_request, response) => response.writeHead(302, { Location: '/text' }).end(),
  'GET /big': (_request, response) => sendText(response, longText),
  'OPTIONS /options': (_request, response) => response.writeHead(204, { Allow: 'GET' }).end(),
  'GET /private/:name': (request, response, { name }) => {
    if (request.headers['x-user']) {
      burnBehindAuth();
      sendJson(response, 200, { name });
    } else {
      burnInAuth();
      sendJson(response, 401, { error: 'who are you?' });
    }
  },
  'GET /state': (_request, response) => sendJson(response, 200, open),
  'GET /shop/orders/:id': (_request, response, { id }) => {
    if (id === '404') sendJson(response, 404, { error: 'no such order' });
    else sendJson(response, 200, { order: id });
  },
  'GET /shop/items/:category/:item': (_request, response, { category, item }) =>
    sendJson(response, 200, { category, item }),
  'GET /tenants/:tenant/users/:user': (_request, response, { user }) => sendJson(response, 200, { user }),
  'GET /burn/alpha': async (_request, response) => sendText(response, await alpha()),
  'GET /burn/beta': async (_request, response) => sendText(response, await beta()),
  'GET /cpu/await': async (_request, response) => sendText(response, await afterAwait()),
  'GET /cpu/callbacks': async (_request, response) => sendText(response, await inCallbacks()),
  'GET /cpu/parallel': async (_request, response) => sendText(response, await inParallel()),
  'GET /cpu/after-response': (_request, response) => sendText(response, afterResponse()),
  'POST /orders': async (request, response) => {
    const ordered = await readJson(request);
    burnAfterBody();
    sendJson(response, 201, { ordered });
  },
  'GET /throw': () => throwNow(),
  'GET /reject': () => rejectLater(),
  'GET /teapot': () => {
    throw new TeapotError();
  },
  'GET /throw-text': () => {
    throw 'only a text';
  },
  'GET /stream': (_request, response) => sendParts(response, 'text/plain', chunks()),
  'GET /broken': (_request, response) => sendParts(response, 'text/plain', brokenChunks()),
  'GET /events': (_request, response) => sendParts(response, 'text/event-stream', events()),
  'GET /hang': (_request, response) => {
    open.hangs++;
    response.on('close', () => open.hangs--);
  },
  'POST /upload': async (request, response) => sendJson(response, 200, { bytes: await countBytes(request) }),
};

function routesOf(table: Readonly<Record<string, Handler>>): Route[] {
  return Object.entries(table).map(([line, handle]) => {
    const [method = '', path = ''] = line.split(' ');
    return { method, path, handle };
  });
}

/** The app under test, for frameworks whose handlers get Node's own request and response. */
export const contract: {
  readonly outer: readonly Route[];
  /** Where the nested app is. */
  readonly innerPath: string;
  readonly inner: readonly Route[];
} = { outer: routesOf(outer), innerPath: '/outer/inner', inner: routesOf(inner) };

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

async function sendParts(
  response: ServerResponse,
  type: string,
  parts: AsyncIterable<string>,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': type });
  for await (const part of parts) {
    if (response.destroyed) break;
    response.write(part);
  }
  response.end();
}
