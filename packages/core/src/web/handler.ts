import type { ReportRequest, ReportResponse } from '../contract.ts';
import { withoutOrigin } from '../record/route-name.ts';
import { isBusy, type ReportActions } from './actions.ts';
import { createAssets, type PageAssets } from './assets.ts';
import { acceptsGzip, compressed } from './compress.ts';
import { contentTypes } from './format.ts';
import { admit, type GuardOptions, headerOf, isOwnOrigin } from './guard.ts';
import { askedElsewhere, closedBy, notAllowed, respond } from './respond.ts';
import { createRoutes, type Route } from './routes.ts';
import { signIn } from './sign-in.ts';

export interface HandlerOptions extends GuardOptions {
  /** Where the report is, without a slash at its end. */
  readonly path: string;
  readonly actions: ReportActions;
  /** The files of the page, as built. */
  readonly pageAssets: PageAssets;
}

export interface Handler {
  /** Answers a request for one of the report's URLs; `undefined` for those who may not know of it. */
  handle(request: ReportRequest): Promise<ReportResponse | undefined>;
}

/** The report's URL space. Links and redirects are relative, so they work under any mount and behind any proxy. */
export function createHandler(options: HandlerOptions): Handler {
  const { path, actions } = options;
  const folder = path.slice(path.lastIndexOf('/') + 1);
  const routes = new Map(
    createRoutes(folder, actions, createAssets(options.pageAssets)).map((route) => [route.path, route]),
  );
  const compressedFiles = new Map<Route, Promise<ReportResponse>>();

  return {
    async handle(request) {
      const [pathname = '', query = ''] = splitOnce(withoutOrigin(request.url), '?');
      const search = new URLSearchParams(query);
      const admission = await admit(request, search, options);
      if (admission === 'refused') return undefined;
      if (typeof admission === 'object') return closedBy(admission);
      const rest = pathname.slice(path.length);
      if (admission === 'signIn' && (rest === '' || rest === '/')) {
        return signIn(request, search, options.token ?? '', rest === '' ? folder : undefined);
      }
      const route = routes.get(rest);
      const response = await answer(route, request, search);
      const sent = acceptsGzip(headerOf(request, 'accept-encoding'))
        ? await smaller(route, response)
        : response;
      return request.method === 'HEAD' ? { ...sent, body: '' } : sent;
    },
  };

  /** Files never change, so they are compressed once. */
  async function smaller(route: Route | undefined, response: ReportResponse): Promise<ReportResponse> {
    if (response.status !== 200 || route?.immutable !== true) return await compressed(response);
    let file = compressedFiles.get(route);
    if (file === undefined) {
      compressedFiles.set(route, (file = compressed(response)));
      // The next request tries again.
      file.catch(() => compressedFiles.delete(route));
    }
    return await file;
  }
}

async function answer(
  route: Route | undefined,
  request: ReportRequest,
  search: URLSearchParams,
): Promise<ReportResponse> {
  if (route === undefined) {
    return respond(404, contentTypes.text, 'The report has no such page.\n');
  }
  const { methods, ownOrigin } = route;
  if (methods?.includes(request.method) === false) return notAllowed(methods.join(', '));
  if (ownOrigin === true && !isOwnOrigin(request)) return askedElsewhere();
  try {
    return await route.answer(request, search);
  } catch (error) {
    if (!isBusy(error)) throw error;
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return respond(503, contentTypes.text, `${error.message}\n`, headers);
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
