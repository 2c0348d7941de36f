import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { profileListener } from '@routeprof/core/node';
import {
  brokenChunks,
  chunks,
  cookies,
  events,
  homeText,
  longText,
  open,
  plainText,
} from '../content/answers.ts';
import { burnAfterBody, burnBehindAuth, burnInAuth, burnNested } from '../content/burn.ts';
import { rejectLater, TeapotError, throwNow } from '../content/errors.ts';
import { readJson } from '../content/read-json.ts';
import { countBytes } from '../content/upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from '../content/work.ts';
import type { Framework } from '../process/run.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, parts: readonly string[]) => unknown;

/** No framework: a listener that looks paths up, and nested listeners that it hands requests to. */
export const httpFramework: Framework<IncomingMessage> = {
  header: (request, name) => request.headers[name] as string | undefined,
  build(setup) {
    const innerListener: RequestListener = (request, response) => answer(inner, request, response);
    // Nothing strips prefixes here, so the nested report says where it is.
    const nested = setup.inner && {
      ...setup.inner,
      ...('profiler' in setup.inner ? {} : { path: `${innerPath}/__profile__` }),
    };
    const innerApp = nested ? profileListener(innerListener, nested) : innerListener;
    const listener: RequestListener = (request, response) => {
      if (request.url?.startsWith(`${innerPath}/`)) innerApp(request, response);
      else answer(handlers, request, response);
    };
    const server = createServer(setup.root ? profileListener(listener, setup.root) : listener);
    return { server, close: () => server.close() };
  },
};

const innerPath = '/outer/inner';

const inner: Record<string, Handler> = {
  'GET /outer/inner/things/*': (_request, response, [, , , id]) => {
    burnNested();
    sendJson(response, 200, { thing: id });
  },
};

const handlers: Record<string, Handler> = {
  'GET /': (_request, response) => sendText(response, homeText),
  'GET /text': (_request, response) => sendText(response.setHeader('Set-Cookie', cookies), plainText),
  'GET /json': (_request, response) => sendJson(response, 200, { text: plainText }),
  'GET /empty': (_request, response) => response.writeHead(204).end(),
  'GET /redirect': (_request, response) => response.writeHead(302, { Location: '/text' }).end(),
  'GET /big': (_request, response) => sendText(response, longText),
  'OPTIONS /options': (_request, response) => response.writeHead(204, { Allow: 'GET' }).end(),
  'GET /private/*': (request, response, [, name]) => {
    if (request.headers['x-user']) {
      burnBehindAuth();
      sendJson(response, 200, { name });
    } else {
      burnInAuth();
      sendJson(response, 401, { error: 'who are you?' });
    }
  },
  'GET /state': (_request, response) => sendJson(response, 200, open),
  'GET /shop/orders/*': (_request, response, [, , id]) => {
    if (id === '404') sendJson(response, 404, { error: 'no such order' });
    else sendJson(response, 200, { order: id });
  },
  'GET /shop/items/*/*': (_request, response, [, , category, item]) =>
    sendJson(response, 200, { category, item }),
  'GET /tenants/*/users/*': (_request, response, [, , , user]) => sendJson(response, 200, { user }),
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

async function answer(
  table: Record<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const parts = path.split('/').slice(1);
  const fits = (pattern: string): boolean => {
    const wanted = pattern.split('/').slice(1);
    return wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i]);
  };
  const found = Object.keys(table).filter(fits);
  const handler = found.find((key) => {
    const method = key.split(' ')[0];
    return method === request.method || (method === 'GET' && request.method === 'HEAD');
  });
  try {
    if (handler !== undefined) await table[handler]?.(request, response, parts);
    else if (found.length === 0) sendJson(response, 404, { error: 'not found' });
    else {
      response.setHeader('Allow', found.map((key) => key.split(' ')[0]).join(', '));
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else sendJson(response, 405, { error: 'not this method' });
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendJson(response, error instanceof TeapotError ? error.status : 500, { error: String(error) });
  }
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
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
