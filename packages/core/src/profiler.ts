import type { Profiler, ReportRequest, ReportResponse, RequestStart } from './contract.ts';
import { type IgnoreRule, type ProfilerOptions, parseOptions } from './options.ts';
import { callApp, callOwn } from './own-frames.ts';
import { isProduction } from './production.ts';
import { inertRecording } from './record/recorder.ts';
import { pathOf } from './record/route-name.ts';
import { pageAssets } from './web/generated/page-assets.ts';
import { createHandler } from './web/handler.ts';
import { type ProcessProfiler, startProcessProfiler } from './wire/process-profiler.ts';
import { createReportService } from './wire/report-service.ts';

/** The one engine of this process, wherever it was started: two copies of this package must not both sample. */
interface Shared {
  readonly process: ProcessProfiler;
  readonly options: string;
  mounts: number;
}
const sharedKey = Symbol.for('routeprof.process');
const registry = globalThis as { [sharedKey]?: Shared };

/** Set by `routeprof/register` while it profiles: an app that makes a profiler of its own wants that one. */
const outsideKey = Symbol.for('routeprof.outside');
const outsider = globalThis as { readonly [outsideKey]?: () => void };

/**
 * Starts profiling this process, or joins the profiler that already does: there is one sampler and one profile in a
 * process, however many mounts. Hand the result to adapters as `profiler({ profiler: mine })`, or call the same
 * function with the same options again.
 *
 * @throws TypeError for an option that is wrong: the message names it, what was given, and what is allowed.
 * @throws Error when a profiler with other options already runs in this process, or a forced engine cannot run.
 *
 * @example
 * import { createProfiler } from '@routeprof/core';
 * import { profiler } from '@routeprof/express';
 *
 * const mine = createProfiler({ rate: 250 });
 * api.use(profiler({ profiler: mine }));
 * admin.use(profiler({ profiler: mine }));
 */
export function createProfiler<Request = unknown>(options: ProfilerOptions<Request> = {}): Profiler {
  return callOwn(() => openMount(options));
}

function openMount<Request>(options: ProfilerOptions<Request>): Profiler {
  const parsed = parseOptions(options);
  if (!parsed.mount.enabled) return inertProfiler;
  outsider[outsideKey]?.();
  const shared = join(JSON.stringify(parsed.engine), () =>
    startProcessProfiler(parsed.engine, parsed.mount.onError),
  );
  const { recorder, failures, runOwn } = shared.process;
  const service = createReportService(shared.process);
  const isIgnored = createIgnore(parsed.mount.ignore);
  const handler = createHandler({
    path: parsed.mount.path,
    token: parsed.mount.token,
    authorize: parsed.mount.authorize as ((request: never) => boolean | Promise<boolean>) | undefined,
    onFailure: failures.report,
    actions: service,
    pageAssets,
  });
  let closed = false;
  return {
    path: parsed.mount.path,
    get closed() {
      return isProduction() && parsed.mount.token === undefined && parsed.mount.authorize === undefined;
    },
    route: parsed.mount.route as ((request: never) => string | undefined) | undefined,
    begin(start) {
      if (closed || shared.process.paused() || isIgnored(start)) return inertRecording;
      return recorder.begin(start);
    },
    owns: (url) => !closed && handler.owns(url),
    stepOut: shared.process.stepOut,
    failed: failures.report,
    missed: shared.process.addMissed,
    async handle(request: ReportRequest): Promise<ReportResponse | undefined> {
      if (closed || !handler.owns(request.url)) return undefined;
      try {
        return await runOwn(() => handler.handle(request));
      } catch (error) {
        failures.report(error);
        return failed;
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      service.close();
      if (--shared.mounts > 0) return;
      delete registry[sharedKey];
      await shared.process.stop();
    },
  };

  function createIgnore(rules: readonly IgnoreRule[]): (start: RequestStart) => boolean {
    if (rules.length === 0) return () => false;
    return ({ method, url }) => {
      const path = pathOf(url);
      try {
        return rules.some((rule) => matches(rule, method, path));
      } catch (error) {
        failures.report(error);
        return false;
      }
    };
  }
}

function join(options: string, start: () => ProcessProfiler): Shared {
  const running = registry[sharedKey];
  if (running === undefined) {
    const shared = { process: start(), options, mounts: 1 };
    registry[sharedKey] = shared;
    return shared;
  }
  if (running.options !== options) {
    throw new Error(
      `routeprof: a profiler with other options already runs in this process (${running.options}; now asked: ${options}). ` +
        'Give every mount the same options, or make one profiler with createProfiler(options) and give it to every mount as profiler({ profiler: mine }).',
    );
  }
  running.mounts++;
  return running;
}

function matches(rule: IgnoreRule, method: string, path: string): boolean {
  if (typeof rule === 'function') return callApp(rule, undefined, [{ method, path }]);
  if (rule instanceof RegExp) {
    // A global expression remembers where it stopped.
    rule.lastIndex = 0;
    return rule.test(path);
  }
  return rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule;
}

const failed: ReportResponse = {
  status: 500,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: 'The profiler failed to make this report. The app is not affected; the failure is counted and was logged.\n',
};

const inertProfiler: Profiler = {
  path: '',
  closed: false,
  route: undefined,
  begin: () => inertRecording,
  owns: () => false,
  stepOut() {},
  failed() {},
  missed() {},
  handle: async () => undefined,
  close: async () => {},
};
