import { createServer } from 'node:http';
import { contract, run } from '@routeprof/conformance/server';
import { profiler } from './adapter.mjs';
import { createApp } from './framework.mjs';

function appOf(routes, options) {
  const app = createApp();
  if (options) app.use(profiler(options));
  for (const { method, path, handle } of routes) app.route(method, path, handle);
  return app;
}

await run({
  header: (request, name) => request.headers[name],
  build({ root, inner }) {
    const app = appOf(contract.outer, root);
    app.mount(contract.innerPath, appOf(contract.inner, inner));
    const server = createServer(app.listener);
    return { server, close: () => server.close() };
  },
});
