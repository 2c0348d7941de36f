import type { IncomingMessage, ServerResponse } from 'node:http';
import { nextTick } from '../clock.ts';
import type { Profiler, Recording, ReportResponse } from '../contract.ts';
import type { ProfilerOptions } from '../options.ts';
import { callApp, callOwn, marked } from '../own-frames.ts';
import { createProfiler } from '../profiler.ts';
import { sayIfClosed } from './closed-notice.ts';
import { discardExchange, type FollowingMount, type PatternReader, recordExchange } from './exchange.ts';
import { isCountingMissed, markSeen, reachedMount, watchMissed } from './missed.ts';
import { reportRequestOf } from './report-request.ts';

/** What an adapter's function takes: options for its own profiler, or an existing one. */
export type AdapterOptions<Request> =
  | ProfilerOptions<Request>
  | (Pick<ProfilerOptions<Request>, 'route'> & { readonly profiler: Profiler });

/** An adapter's description of its framework. `Context` is the framework's own request (Koa's and Hono's context). */
export interface FrameworkBinding<Context> {
  readonly pattern: PatternReader<Context>;
  /** True when the binding itself announces where the report is, and how to open it in production. */
  readonly announces?: boolean;
  /** True when requests begin before Node adds its own listener for the end of the response. */
  readonly precedesNode?: boolean;
}

/** A profiler as mounted in a framework that runs on Node's own requests and responses. */
export interface NodeMount<Context> {
  readonly profiler: Profiler;
  /** Where the report is, relative to the mount. */
  readonly path: string;
  /**
   * Records a request until its response is closed, and calls `next`, the rest of the app, inside the recording, as
   * `Reflect.apply` does.
   */
  run(
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
    context: Context,
    next: (...args: never[]) => void,
    self?: unknown,
    args?: readonly unknown[],
  ): void;
  /** The same for frameworks that answer after their middleware has returned: all the rest of this turn is inside. */
  enter(request: IncomingMessage, response: ServerResponse, url: string, context: Context): void;
  /**
   * False for most requests: then `report` need not be called, wherever the mount is. For adapters that need time for a
   * URL that is relative to the mount; `url` is not.
   */
  concerns(url: string): boolean;
  /** Whether a request may be for the report; `url` is relative to the mount. Call it for each request; it never throws. */
  owns(request: IncomingMessage, url: string): boolean;
  /**
   * Makes the answer to a request for the report; `url` is relative to the mount. If it is `undefined`, or a promise of
   * that, the app handles the request. Neither throws nor rejects.
   */
  report(
    request: IncomingMessage,
    url: string,
    context: Context,
  ): Promise<ReportResponse | undefined> | undefined;
  /** The same, for frameworks with callbacks: calls `write` with the answer, or `goOn`. */
  answer(
    request: IncomingMessage,
    url: string,
    context: Context,
    write: (answer: ReportResponse) => void,
    goOn: () => void,
  ): void;
  /** Ends this mount's use of the profiler. A profiler that was passed in keeps running. */
  close(): Promise<void>;
}

/**
 * Mounts a profiler: makes one from options, or takes the shared one.
 *
 * @throws what `createProfiler` throws, and TypeError when a shared profiler comes with other options.
 */
export function mountProfiler<Context>(
  options: AdapterOptions<Context>,
  { pattern, announces = false, precedesNode = false }: FrameworkBinding<Context>,
): NodeMount<Context> {
  const profiler = profilerOf(options);
  // A binding that announces sees every request as it comes in, so the order of mounting does not matter.
  if (!announces) {
    sayIfClosed(profiler);
    // A profiler that is off has no report to show it.
    if (profiler.path !== '') watchMissed(profiler);
  }
  const name = (options.route ?? profiler.route) as ((context: Context) => string | undefined) | undefined;
  const read: PatternReader<Context> =
    name === undefined
      ? pattern
      : (context, ...rest) => named(callApp(name, undefined, [context])) ?? pattern(context, ...rest);
  const following: FollowingMount<Context> = { profiler, pattern: read, precedesNode };
  return {
    profiler,
    path: profiler.path,
    close: async () => {
      if (!('profiler' in options)) await profiler.close();
    },
    run(request, response, url, context, next, self, args) {
      const recording = record(request, response, url, context);
      if (recording === undefined) callApp(next, self, args);
      else recording.run(next, self, args);
    },
    enter(request, response, url, context) {
      record(request, response, url, context)?.enter();
    },
    concerns: (url) => isCountingMissed() || (profiler.path !== '' && url.includes(profiler.path)),
    owns,
    report,
    answer(request, url, context, write, goOn) {
      const made = report(request, url, context);
      if (made === undefined) goOn();
      else {
        const take = marked({
          'routeprof:own'(answer: ReportResponse | undefined): void {
            // Outside of the promise, so that what the app throws is an uncaught error, as always.
            if (answer === undefined) nextTick(callOwn, goOn);
            else attempt(() => write(answer));
          },
        });
        void made.then(take);
      }
    },
  };

  function record(
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
    context: Context,
  ): Recording | undefined {
    const recording = recordExchange(following, request, response, url, context);
    if (recording === undefined) markNotRecorded(request);
    return recording;
  }

  function markNotRecorded(request: IncomingMessage): void {
    attempt(() => markSeen(request));
  }

  function owns(request: IncomingMessage, url: string): boolean {
    try {
      reachedMount(request, url);
      return profiler.owns(url);
    } catch (error) {
      profiler.failed(error);
      return false;
    }
  }

  function report(
    request: IncomingMessage,
    url: string,
    context: Context,
  ): Promise<ReportResponse | undefined> | undefined {
    return owns(request, url) ? reportOf(request, url, context) : undefined;
  }

  function reportOf(
    request: IncomingMessage,
    url: string,
    context: Context,
  ): Promise<ReportResponse | undefined> | undefined {
    try {
      markSeen(request);
      const onLeave = (listener: () => void) => onceClosed(request, listener);
      const made = profiler.handle(reportRequestOf(request, url, context, onLeave));
      return made.then((answer) => {
        if (answer !== undefined) discardExchange(request);
        return answer;
      });
    } catch (error) {
      profiler.failed(error);
      return undefined;
    }
  }

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      profiler.failed(error);
    }
  }
}

/** Listens to the socket, because a request closes as soon as it has been read. */
function onceClosed({ socket }: IncomingMessage, listener: () => void): () => void {
  if (socket === undefined) return () => {};
  if (socket.destroyed) listener();
  else socket.once('close', listener);
  return () => socket.off('close', listener);
}

function profilerOf<Context>(options: AdapterOptions<Context>): Profiler {
  // `createProfiler` reports values that are not options at all.
  if (typeof options !== 'object' || options === null || !('profiler' in options)) {
    return createProfiler(options);
  }
  const { profiler, route, ...others } = options;
  if (typeof profiler?.begin !== 'function') {
    throw new TypeError(
      'routeprof: the option profiler is not a profiler. Give what createProfiler() returned.',
    );
  }
  if (route !== undefined && typeof route !== 'function') {
    throw new TypeError(`routeprof: the option route is ${JSON.stringify(route)}. Allowed: a function.`);
  }
  const extra = Object.keys(others);
  if (extra.length > 0) {
    throw new TypeError(
      `routeprof: ${extra.join(', ')} cannot be given together with profiler. Give it to createProfiler() instead.`,
    );
  }
  return profiler;
}

function named(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' ? name : undefined;
}
