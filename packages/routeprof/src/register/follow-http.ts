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
  /** Called when one cannot, such as on a port that is in use; what becomes of it is the app's matter. */
  onRefused(error: NodeJS.ErrnoException): void;
  /** Called just before Node hands a request to its server's listeners, in the same turn. */
  onRequest(exchange: Exchange): void;
  onFailure(error: unknown): void;
}

/** Follows every HTTP and HTTPS server of this process, by what Node itself tells of them. */
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
    'routeprof:own'(message: unknown): void {
      guarded(follower, () => follower.onRequest(message as Exchange));
    },
  });
  subscribe('http.server.request.start', onRequest);
}

/** What is thrown in a subscriber would be the app's uncaught error. */
function guarded(follower: Follower, act: () => void): void {
  try {
    act();
  } catch (error) {
    follower.onFailure(error);
  }
}

/** Told by an option that no other server has: to ask for the class would load all of `node:http` and `node:https`. */
function isHttp(server: object): server is Server {
  return 'headersTimeout' in server;
}
