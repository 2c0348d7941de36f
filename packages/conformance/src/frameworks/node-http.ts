import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { profileListener } from '@routeprof/core/node';
import { contract, type Route, sendJson } from '../content/contract.ts';
import { TeapotError } from '../content/errors.ts';
import type { Framework } from '../process/run.ts';

const { innerPath } = contract;

/** No framework: a listener that looks paths up, and nested listeners that it hands requests to. */
export const httpFramework: Framework<IncomingMessage> = {
  header: (request, name) => request.headers[name] as string | undefined,
  build(setup) {
    const innerListener: RequestListener = (request, response) =>
      answer(contract.inner, innerPath, request, response);
    // Nothing strips prefixes here, so the nested report says where it is.
    const nested = setup.inner && {
      ...setup.inner,
      ...('profiler' in setup.inner ? {} : { path: `${innerPath}/__profile__` }),
    };
    const innerApp = nested ? profileListener(innerListener, nested) : innerListener;
    const listener: RequestListener = (request, response) => {
      if (request.url?.startsWith(`${innerPath}/`)) innerApp(request, response);
      else answer(contract.outer, '', request, response);
    };
    const server = createServer(setup.root ? profileListener(listener, setup.root) : listener);
    return { server, close: () => server.close() };
  },
};

async function answer(
  routes: readonly Route[],
  prefix: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').slice(prefix.length).split('?')[0] ?? '/';
  const found = routes.flatMap((route) => {
    const params = paramsOf(route.path, path);
    return params === undefined ? [] : [{ ...route, params }];
  });
  const taken = found.find(
    ({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'),
  );
  try {
    if (taken !== undefined) await taken.handle(request, response, taken.params);
    else if (found.length === 0) sendJson(response, 404, { error: 'not found' });
    else {
      response.setHeader('Allow', found.map(({ method }) => method).join(', '));
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else sendJson(response, 405, { error: 'not this method' });
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendJson(response, error instanceof TeapotError ? error.status : 500, { error: String(error) });
  }
}

/** What a path has in the places of a pattern's names; `undefined` where they differ elsewhere. */
function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const parts = path.split('/');
  const wanted = pattern.split('/');
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = parts[i] as string;
    else if (part !== parts[i]) return undefined;
  }
  return params;
}
