import type { MountedReport } from './answers/mounted-report.ts';
import type { Profiler, ReportRequest, ReportResponse, RequestStart } from './contract.ts';
import { checkAgreement } from './option-agreement.ts';
import type { IgnoreRule, ParsedOptions, ProfilerOptions } from './options.ts';
import { callApp, callOwn } from './own-frames.ts';
import { parseOptions } from './parse-options.ts';
import { joinShared, type Running, type Shared } from './process/shared.ts';
import { startProcessProfiler } from './process/start-process-profiler.ts';
import { isProduction } from './production.ts';
import { inertRecording } from './record/recorder.ts';
import { pathOf } from './record/route-name.ts';
import { type GuardOptions, mayTrace } from './web/guard.ts';
import { ownsUrl } from './web/owns-url.ts';

/**
 * Starts profiling this process, or joins the profiler that already does: a process has one sampler and one profile,
 * however many mounts. Hand the result to adapters as `profiler({ profiler: mine })`, or call this function again: an
 * option that you leave out then has the running profiler's value.
 *
 * @throws TypeError for an invalid option: the message names it, what was given, and what is allowed.
 * @throws Error when the profiler that runs in this process has another value for a given option, or when a forced
 * engine cannot run.
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
  const shared = joinShared();
  if (shared === undefined) return inertProfiler;
  shared.giveWay?.();
  const running = join(shared, parsed);
  const { recorder, failures, runOwn } = running.process;
  const isIgnored = createIgnore(parsed.mount.ignore);
  const { path, token, authorize } = parsed.mount;
  const guard: GuardOptions = {
    token,
    authorize: authorize as ((request: never) => boolean | Promise<boolean>) | undefined,
    onFailure: failures.report,
  };
  const owns = (url: string): boolean => !closed && ownsUrl(path, url);
  /** Loaded when it is asked for: its code is most of the package. */
  let report: Promise<MountedReport> | undefined;
  const openReport = async (): Promise<MountedReport> => {
    const { createMountedReport } = await import('./answers/mounted-report.ts');
    return createMountedReport(running.process, { ...guard, path });
  };
  let closed = false;
  return {
    path,
    get closed() {
      return isProduction() && token === undefined && authorize === undefined;
    },
    route: parsed.mount.route as ((request: never) => string | undefined) | undefined,
    begin(start) {
      if (closed || running.process.paused() || isIgnored(start)) return inertRecording;
      const asks = start.asksForTrace?.();
      return recorder.begin(start, asks === undefined ? false : mayTrace(asks, guard));
    },
    owns,
    stepOut: running.process.stepOut,
    failed: failures.report,
    missed: running.process.addMissed,
    async handle(request: ReportRequest): Promise<ReportResponse | undefined> {
      if (!owns(request.url)) return undefined;
      try {
        return await runOwn(async () => (await (report ??= openReport())).handle(request));
      } catch (error) {
        failures.report(error);
        return failed;
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      void report?.then((opened) => opened.close());
      if (--running.mounts > 0) return;
      shared.running = undefined;
      await running.process.stop();
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

function join(shared: Shared, options: ParsedOptions<never>): Running {
  const { running } = shared;
  if (running === undefined) {
    const process = startProcessProfiler(options.engine, options.mount.onError, shared);
    return (shared.running = { process, mounts: 1 });
  }
  checkAgreement(options, running.process.inForce);
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
