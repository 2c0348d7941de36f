import { writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { mountProfiler, type NodeMount } from '@routeprof/core/node';
import { followHttp } from './follow-http.ts';
import { followFastify } from './frameworks/fastify.ts';
import { followHono } from './frameworks/hono.ts';
import { followKoa } from './frameworks/koa.ts';
import { patternOf } from './frameworks/pattern.ts';
import { hookLoading } from './load-hook.ts';
import { serveOnOwnPort } from './own-port.ts';
import { readSettings, type Settings } from './settings.ts';

const loaded = Symbol.for('routeprof.register');

/** Follows the servers of this process. Nothing is sampled before the first of them listens. */
export function startRegister(environment: NodeJS.ProcessEnv): void {
  const registry = globalThis as { [loaded]?: true };
  // Named twice, by NODE_OPTIONS and on the command line; or a worker thread, where no server of the process is.
  if (registry[loaded] || !isMainThread) return;
  registry[loaded] = true;
  const settings = settingsOf(environment);
  if (settings === undefined || settings.options.enabled === false) return;
  const said = new Set<string>();
  const fail = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    if (said.has(message) || said.size > 20) return;
    said.add(message);
    say(message.replace(/^routeprof: /, ''));
  };
  const own = new WeakSet<Server>();
  let mount: NodeMount<IncomingMessage> | undefined;
  let tried = false;
  const mountOnce = (): NodeMount<IncomingMessage> | undefined => {
    if (tried) return mount;
    tried = true;
    try {
      mount = mountProfiler<IncomingMessage>(settings.options, {
        moduleUrl: import.meta.url,
        pattern: (_context, request) => patternOf(request),
      });
      if (settings.port !== undefined) own.add(serveOnOwnPort(mount, settings.port, say));
    } catch (error) {
      fail(error);
    }
    return mount;
  };
  hookLoading();
  followFastify(fail);
  followKoa();
  followHono();
  followHttp({
    mount: mountOnce,
    onListening(server) {
      const mounted = mountOnce();
      leaveMark(environment.ROUTEPROF_MARK);
      if (mounted !== undefined && !settings.quiet) announce(server, mounted.path, settings);
    },
    isOwn: (server) => own.has(server),
    onFailure: fail,
  });
}

function settingsOf(environment: NodeJS.ProcessEnv): Settings | undefined {
  try {
    return readSettings(environment);
  } catch (error) {
    say(`${error instanceof Error ? error.message.replace(/^routeprof: /, '') : error} Nothing is profiled.`);
    return undefined;
  }
}

/** Tells `routeprof run` that there was a server. */
function leaveMark(file: string | undefined): void {
  try {
    if (file !== undefined) writeFileSync(file, '');
  } catch {
    // The program may have been started by a `run` that has ended since.
  }
}

function announce(server: Server, path: string, { options }: Settings): void {
  const address = server.address() as AddressInfo | string | null;
  if (address === null || typeof address === 'string') return;
  const scheme = 'setSecureContext' in server ? 'https' : 'http';
  const closed =
    process.env.NODE_ENV === 'production' && options.token === undefined
      ? ', but in production only with a token: set ROUTEPROF_TOKEN'
      : '';
  say(`profiling; the report is at ${scheme}://localhost:${address.port}${path}/${closed}`);
}

function say(sentence: string): void {
  process.stderr.write(`routeprof: ${sentence}\n`);
}
