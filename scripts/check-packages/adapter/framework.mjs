/** A minimal framework: middleware, routes with parameters, nested apps. */
export function createApp() {
  const middleware = [];
  const routes = [];
  const mounts = [];

  /** Answers with an error when the work fails. */
  async function guard(response, work) {
    try {
      await work();
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.writeHead(error?.status ?? 500).end(String(error));
    }
  }

  function step(at, request, response) {
    if (at === middleware.length) return dispatch(request, response);
    const next = () => void guard(response, () => step(at + 1, request, response));
    return middleware[at](request, response, next);
  }

  function dispatch(request, response) {
    const mounted = mounts.find(({ prefix }) => request.url.startsWith(`${prefix}/`));
    if (mounted) {
      request.mount = mounted.prefix;
      request.url = request.url.slice(mounted.prefix.length);
      return mounted.inner.listener(request, response);
    }
    const path = request.url.split('?')[0];
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    for (const route of routes) {
      const found = route.method === method && route.matcher.exec(path);
      if (!found) continue;
      request.pattern = (request.mount ?? '') + route.path;
      return route.handle(request, response, { ...found.groups });
    }
    response.writeHead(404).end('not found');
  }

  return {
    use: (one) => void middleware.push(one),
    route(method, path, handle) {
      const matcher = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
      routes.push({ method, path, matcher, handle });
    },
    mount: (prefix, inner) => void mounts.push({ prefix, inner }),
    listener(request, response) {
      request.originalUrl ??= request.url;
      return guard(response, () => step(0, request, response));
    },
  };
}
