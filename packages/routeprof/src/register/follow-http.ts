import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { marked } from '@routeprof/core/shared';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

export interface Follower {
  /** Called when a server listens. */
  onListening(server: Server): void;
  /** Called when one cannot, such as on a port that is in use. The app handles the error. */
  onRefused(error: NodeJS.ErrnoException): void;
  /** Called just before Node hands a request to its server's listeners, in the same turn. */
  onRequest(exchange: Exchange): void;
  onFailure(error: unknown): void;
}

/** Follows every HTTP and HTTPS server of this process through Node's diagnostics channels. */
export function followHttp(follower: Follower): void {
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    guarded(follower, () => {
      const { server } = message as { readonly server: object };
      if (isHttp(server)) follower.onListening(server);
    });
  });
  subscribe('tracing:net.server.listen:error', (message) => {
    guarded(follower, () => {
      const { server, error } = message as { readonly server: object; readonly error: Error };
      if (isHttp(server)) follower.onRefused(error);
    });
  });
  const onRequest = marked({
    // Not by `guarded`, which would take a function for each request.
    'routeprof:own'(message: unknown): void {
      try {
        follower.onRequest(message as Exchange);
      } catch (error) {
        follower.onFailure(error);
      }
    },
  });
  subscribe('http.server.request.start', onRequest);
}

/** An error thrown in a subscriber would become an uncaught error of the app. */
function guarded(follower: Follower, act: () => void): void {
  try {
    act();
  } catch (error) {
    follower.onFailure(error);
  }
}

/** Recognised by a property that only HTTP servers have: `instanceof` would need `node:http` and `node:https` loaded. */
function isHttp(server: object): server is Server {
  return 'headersTimeout' in server;
}
