import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppPlan, Handle, Route as PlannedRoute, Reply, RouterPlan } from '../frameworks/description.ts';
import { answerRaw, flatRoutes } from '../frameworks/raw.ts';
import type { Setup } from '../process/scenarios.ts';
import { brokenChunks, chunks, cookies, events, homeText, longText, open, plainText } from './answers.ts';
import { burnAfterBody, burnBehindAuth, burnInAuth, burnNested } from './burn.ts';
import { rejectLater, TeapotError, throwNow } from './errors.ts';
import { countBytes } from './upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from './work.ts';

/** Answers a request. If it throws or rejects, the framework answers. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
) => unknown;

/** One route of an app under test. */
export interface Route {
  /** In capitals. */
  readonly method: string;
  /** With `:name` for parameters. */
  readonly path: string;
  readonly handle: Handler;
}

/** Which routes read a body, and how. */
const bodies: Readonly<Record<string, PlannedRoute['body']>> = {
  'POST /orders': 'json',
  'POST /upload': 'bytes',
};

/** The routes of the app that is nested at `/outer/inner`, without that prefix. */
const inner: RouterPlan = {
  routes: routesOf({
    'GET /things/:id': ({ params }) => {
      burnNested();
      return { json: { thing: params.id } };
    },
  }),
};

const text = async (made: Promise<string>): Promise<Reply> => ({ text: await made });

const outer: RouterPlan = {
  routes: routesOf({
    'GET /': () => ({ text: homeText }),
    'GET /text': () => ({ headers: { 'Set-Cookie': [...cookies] }, text: plainText }),
    'GET /json': () => ({ json: { text: plainText } }),
    'GET /empty': () => ({ status: 204 }),
    'GET /redirect': () => ({ status: 302, headers: { Location: '/text' } }),
    'GET /big': () => ({ text: longText }),
    'OPTIONS /options': () => ({ status: 204, headers: { Allow: 'GET' } }),
    'GET /state': () => ({ json: open }),
    'GET /burn/alpha': () => text(alpha()),
    'GET /burn/beta': () => text(beta()),
    'GET /cpu/await': () => text(afterAwait()),
    'GET /cpu/callbacks': () => text(inCallbacks()),
    'GET /cpu/parallel': () => text(inParallel()),
    'GET /cpu/after-response': () => ({ text: afterResponse() }),
    'POST /orders': ({ json }) => {
      burnAfterBody();
      return { status: 201, json: { ordered: json } };
    },
    'GET /throw': () => throwNow(),
    'GET /reject': () => rejectLater(),
    'GET /teapot': () => {
      throw new TeapotError();
    },
    'GET /throw-text': () => {
      throw 'only a text';
    },
    'GET /stream': () => ({ contentType: 'text/plain', chunks: chunks() }),
    'GET /broken': () => ({ contentType: 'text/plain', chunks: brokenChunks() }),
    'GET /events': () => ({ contentType: 'text/event-stream', chunks: events() }),
    'GET /hang': async ({ gone }) => {
      open.hangs++;
      await gone();
      open.hangs--;
      return {};
    },
    'POST /upload': async ({ bytes }) => ({ json: { bytes: await countBytes(bytes) } }),
  }),
  routers: {
    '/private': {
      guard(header) {
        if (header('x-user')) return undefined;
        burnInAuth();
        return { status: 401, json: { error: 'who are you?' } };
      },
      routes: routesOf({
        'GET /:name': ({ params }) => {
          burnBehindAuth();
          return { json: { name: params.name } };
        },
      }),
    },
    '/shop': {
      routes: routesOf({
        'GET /orders/:id': ({ params: { id } }) =>
          id === '404' ? { status: 404, json: { error: 'no such order' } } : { json: { order: id } },
        'GET /items/:category/:item': ({ params: { category, item } }) => ({ json: { category, item } }),
      }),
    },
    '/tenants/:tenant': {
      routes: routesOf({ 'GET /users/:user': ({ params: { user } }) => ({ json: { user } }) }),
    },
  },
};

function routesOf(table: Readonly<Record<string, Handle>>): PlannedRoute[] {
  return Object.entries(table).map(([line, handle]) => {
    const [method = '', pattern = ''] = line.split(' ');
    return { method, pattern, body: bodies[line], handle };
  });
}

/** The app under test, with the profiler where the scenario puts it. */
export function contractPlan<Request>({ root, inner: within }: Setup<Request>): AppPlan<Request> {
  return {
    ...outer,
    profiler: root,
    apps: { '/outer': { apps: { '/inner': { ...inner, profiler: within } } } },
  };
}

/** The app under test, for frameworks whose handlers get Node's own request and response. */
export const contract: {
  readonly outer: readonly Route[];
  /** The path of the nested app. */
  readonly innerPath: string;
  readonly inner: readonly Route[];
} = { outer: rawRoutesOf(outer), innerPath: '/outer/inner', inner: rawRoutesOf(inner) };

function rawRoutesOf(plan: RouterPlan): Route[] {
  return flatRoutes(plan).map((route) => ({
    method: route.method,
    path: route.pattern,
    handle: (request, response, params) => answerRaw(route, request, response, params),
  }));
}
