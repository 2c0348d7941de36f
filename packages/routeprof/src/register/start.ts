import { writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { NodeMount } from '@routeprof/core/node';
import { joinShared, type Shared } from '@routeprof/core/shared';
import { announce } from './announce.ts';
import { followHttp } from './follow-http.ts';
import { followFastify } from './frameworks/fastify.ts';
import { followHono } from './frameworks/hono.ts';
import { followKoa } from './frameworks/koa.ts';
import { hookLoading } from './load-hook.ts';
import { say, sentenceOf } from './say.ts';
import { namedAsSet, readSettings, type Settings } from './settings.ts';

type Mounting = typeof import('./mounting.ts');

interface Mounted {
  readonly mount: NodeMount<IncomingMessage>;
  readonly answerReport: Mounting['answerReport'];
  readonly ownServer: Server | undefined;
}

/** Follows the servers of this process. Nothing is loaded or sampled before the first of them listens. */
export function startRegister(environment: NodeJS.ProcessEnv, loadMounting: () => Mounting): void {
  // Only the main thread is profiled.
  const shared = isMainThread ? joinShared() : undefined;
  // It may be loaded twice: by NODE_OPTIONS and on the command line, or as ESM and as CommonJS.
  if (shared === undefined || shared.hooks.register) return;
  shared.hooks.register = true;
  const settings = settingsOf(environment);
  if (settings === undefined || settings.options.enabled === false) return;
  const fail = sayOnce();
  const mark = createMark(environment.ROUTEPROF_MARK);
  let mounted: Mounted | undefined;
  let tried = false;
  const mountOnce = (): Mounted | undefined => {
    if (tried) return mounted;
    tried = true;
    try {
      mounted = mountUnlessOwn(settings, shared, loadMounting, giveWay);
    } catch (error) {
      fail(namedAsSet(error));
    }
    return mounted;
  };
  function giveWay(): void {
    if (mounted === undefined) return;
    const { mount, ownServer } = mounted;
    mounted = undefined;
    ownServer?.close();
    void mount.close().catch(fail);
    sayOwn(settings as Settings);
  }
  hookLoading();
  followFastify(fail);
  followKoa(shared);
  followHono(shared);
  followHttp({
    onListening(server) {
      const now = mountOnce();
      if (server === now?.ownServer) return;
      mark('listening');
      if (now !== undefined && !settings.quiet) announce(server, now.mount.profiler);
    },
    onRefused: (error) => mark('refused', sentenceOf(error)),
    onRequest({ request, response, server }) {
      const now = mountOnce();
      if (now === undefined || server === now.ownServer) return;
      const url = request.url ?? '/';
      if (now.mount.profiler.owns(url)) {
        now.answerReport(now.mount, server, request, response);
        return;
      }
      mark('request');
      now.mount.enter(request, response, url, request);
    },
    onFailure: fail,
  });
}

/** An app that has its own profiler, or creates one later, keeps it. */
function mountUnlessOwn(
  settings: Settings,
  shared: Shared,
  loadMounting: () => Mounting,
  giveWay: () => void,
): Mounted | undefined {
  if (shared.running !== undefined) {
    sayOwn(settings);
    return undefined;
  }
  const { answerReport, mountOutside, serveOnOwnPort } = loadMounting();
  const mount = mountOutside(settings);
  shared.giveWay = giveWay;
  const ownServer = settings.port === undefined ? undefined : serveOnOwnPort(mount, settings.port, say);
  return { mount, answerReport, ownServer };
}

function sayOwn({ quiet }: Settings): void {
  if (!quiet) say('the app has its own profiler, so nothing is added to it.');
}

function settingsOf(environment: NodeJS.ProcessEnv): Settings | undefined {
  try {
    return readSettings(environment);
  } catch (error) {
    say(`${sentenceOf(error)} Nothing is profiled.`);
    return undefined;
  }
}

/** Prints each failure once, and about twenty at most. */
function sayOnce(): (error: unknown) => void {
  const said = new Set<string>();
  return (error) => {
    const sentence = sentenceOf(error);
    if (said.has(sentence) || said.size > 20) return;
    said.add(sentence);
    say(sentence);
  };
}

/** Tells `routeprof run` what happened, through files in its folder. */
function createMark(
  folder: string | undefined,
): (name: 'listening' | 'refused' | 'request', text?: string) => void {
  const left = new Set<string>();
  return (name, text = '') => {
    if (folder === undefined || left.has(name)) return;
    left.add(name);
    try {
      writeFileSync(join(folder, name), text);
    } catch {
      // The `run` that started the program may have ended.
    }
  };
}
