import type { IncomingMessage, Server } from 'node:http';
import { patternOf } from '@routeprof/express/pattern';

type Request = Parameters<typeof patternOf>[0];
type Socket = { readonly server?: Server };

const apps = new WeakMap<Server, object>();
const none = {};

/** Express 4 and 5 leave the matched route on Node's own request; it is looked up in the app that the server calls. */
export function expressPattern(request: IncomingMessage): string | undefined {
  const { server } = request.socket as Socket;
  return patternOf(request as Request, server && appOf(server), 0);
}

function appOf(server: Server): object | undefined {
  let app = apps.get(server);
  if (app === undefined) {
    app = server.listeners('request').find((listener) => 'mountpath' in listener) ?? none;
    apps.set(server, app);
  }
  return app === none ? undefined : app;
}
