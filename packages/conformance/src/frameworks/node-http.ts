import type * as http from 'node:http';
import { type AppPlan, type Description, listening, type Reply } from './description.ts';
import { answerRaw, type FlatRoute, flatRoutes, sendRaw } from './raw.ts';

type Request = http.IncomingMessage;

/** No framework: a listener that looks up paths, and passes requests to nested listeners. */
export function describeHttp([module]: readonly unknown[]): Description<Request> {
  const { createServer } = module as typeof http;
  return {
    header: (request, name) => request.headers[name] as string | undefined,
    listen: async (plan, port) => listening(createServer(await listenerOf(plan, '')), port),
  };
}

/** A nested app gets the whole path, because nothing strips prefixes here. */
async function listenerOf(plan: AppPlan<Request>, prefix: string): Promise<http.RequestListener> {
  const { notFound = { status: 404, json: { error: 'not found' } } } = plan;
  const failed = plan.failed ?? failedOf;
  const routes = flatRoutes(plan, prefix);
  const within = await Promise.all(
    Object.entries(plan.apps ?? {}).map(
      async ([path, inner]) => [prefix + path, await listenerOf(inner, prefix + path)] as const,
    ),
  );
  const listener: http.RequestListener = (request, response) => {
    const inner = within.find(([path]) => request.url?.startsWith(`${path}/`));
    if (inner) return inner[1](request, response);
    return answer(routes, request, response, notFound, failed);
  };
  if (plan.profiler === undefined) return listener;
  const { profileListener } = await import('@routeprof/core/node');
  const where = 'profiler' in plan.profiler || prefix === '' ? {} : { path: `${prefix}/__profile__` };
  return profileListener(listener, { ...plan.profiler, ...where });
}

async function answer(
  routes: readonly FlatRoute[],
  request: Request,
  response: http.ServerResponse,
  notFound: Reply,
  failed: (error: unknown) => Reply,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const found = routes.flatMap((route) => {
    const params = paramsOf(route.pattern, path);
    return params === undefined ? [] : [{ ...route, params }];
  });
  const taken = found.find(
    ({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'),
  );
  try {
    if (taken !== undefined) await answerRaw(taken, request, response, taken.params);
    else if (found.length === 0) await sendRaw(response, notFound);
    else {
      const headers = { Allow: found.map(({ method }) => method).join(', ') };
      if (request.method === 'OPTIONS') await sendRaw(response, { status: 204, headers });
      else await sendRaw(response, { status: 405, headers, json: { error: 'not this method' } });
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else await sendRaw(response, failed(error));
  }
}

function failedOf(error: unknown): Reply {
  return { status: (error as { status?: number })?.status ?? 500, json: { error: String(error) } };
}

/** The parameters of a path by a pattern; `undefined` if the pattern does not match. */
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
