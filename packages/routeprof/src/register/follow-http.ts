import { subscribe } from 'node:diagnostics_channel';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { NodeMount } from '@routeprof/core/node';
import { answerReport } from './answer-report.ts';

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

export interface Follower {
  /** The profiler, from the first server on; `undefined` where there is none. */
  mount(): NodeMount<IncomingMessage> | undefined;
  /** Called when a server of the app listens. */
  onListening(server: Server): void;
  /** A server of the profiler's own, which is nothing to follow. */
  isOwn(server: Server): boolean;
  onFailure(error: unknown): void;
}

/** Records the requests of every HTTP and HTTPS server of this process, by what Node itself tells of them. */
export function followHttp(follower: Follower): void {
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    try {
      const { server } = message as { readonly server: unknown };
      if (isHttp(server) && !follower.isOwn(server)) follower.onListening(server);
    } catch (error) {
      follower.onFailure(error);
    }
  });
  subscribe('http.server.request.start', (message) => {
    // What is thrown here would be the app's uncaught error.
    try {
      const { request, response, server } = message as RequestStart;
      if (follower.isOwn(server)) return;
      const mount = follower.mount();
      if (mount === undefined) return;
      const url = request.url ?? '/';
      if (mount.profiler.owns(url)) answerReport(mount, server, request, response);
      else mount.enter(request, response, url, request);
    } catch (error) {
      follower.onFailure(error);
    }
  });
}

function isHttp(server: unknown): server is Server {
  return server instanceof http.Server || server instanceof https.Server;
}
