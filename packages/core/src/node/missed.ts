import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Profiler } from '../contract.ts';
import { marked } from '../own-frames.ts';
import { isRecorded } from './exchange.ts';

/** What Node publishes when it has sent an answer. */
interface Answered {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: object;
}

const answered = 'http.server.response.finish';
/**
 * Requests that Node, Fastify and routers refuse by themselves, such as one without a host or with a broken URL, reach no
 * mount wherever it is. So only successful answers show that a mount comes too late.
 */
const firstRefusal = 400;
/** A mount that comes too late shows with the first requests, so watching ends after this many answers without a miss. */
const enoughWithoutMiss = 1_000;
// Shared by all copies of this package, so that no two count the same answer.
const seen = Symbol.for('routeprof.seen');
/** Express and Koa keep the URL that came in; elsewhere it is `url`. */
type Reached = IncomingMessage & { readonly originalUrl?: string };
type Marked = IncomingMessage & { [seen]?: true };

/** Missed answers of servers of which no request has reached a mount so far: they may not belong to the app. */
const waiting = new WeakMap<object, number>();
const reachedServers = new WeakSet<object>();
let watching = false;
let withoutMiss = 0;
// Weak, so that the profile and the server of an app that is gone can be collected.
let newestMount: WeakRef<Pick<Profiler, 'missed'>> | undefined;

/**
 * Counts the requests that servers answer without the profiler, as long as there are any: a mount that comes after the
 * routes does not see them. Counts only servers of which some request reaches a mount.
 */
export function watchMissed(mounted: Pick<Profiler, 'missed'>): void {
  // All mounts of a process have one profile.
  newestMount = new WeakRef(mounted);
  withoutMiss = 0;
  if (!watching) subscribe(answered, onAnswered);
  watching = true;
}

/** Whether it matters which requests reach a mount: those of the first few servers, or none. */
export function isCountingMissed(): boolean {
  return watching;
}

/**
 * Call it for each request that reaches a mount; `url` is relative to the mount. A mount under a prefix does not count,
 * because it is not expected to see all requests.
 */
export function reachedMount(request: Reached, url: string): void {
  // Nobody counts misses any more: most requests of a process.
  if (!watching) return;
  const { server } = (request.socket ?? {}) as { readonly server?: object };
  if (server === undefined || reachedServers.has(server) || url !== (request.originalUrl ?? request.url))
    return;
  reachedServers.add(server);
  const missed = waiting.get(server);
  waiting.delete(server);
  if (missed !== undefined) newestMount?.deref()?.missed(missed);
}

/** For a request that reaches a mount and is not recorded, because it is for the report or ignored. */
export function markSeen(request: IncomingMessage): void {
  (request as Marked)[seen] = true;
}

const onAnswered = marked({
  'routeprof:own'(message: unknown): void {
    const { request, response, server } = message as Answered;
    try {
      const isSeen = (request as Marked)[seen] === true || isRecorded(response);
      const isReached = reachedServers.has(server);
      if (!isSeen && response.statusCode >= firstRefusal) return;
      if (isSeen) {
        if (++withoutMiss < enoughWithoutMiss) return;
        unsubscribe(answered, onAnswered);
        watching = false;
      } else {
        markSeen(request);
        if (isReached) {
          withoutMiss = 0;
          newestMount?.deref()?.missed(1);
        } else waiting.set(server, (waiting.get(server) ?? 0) + 1);
      }
    } catch {
      // A frozen request cannot be marked. It is not counted, or it might be counted twice.
    }
  },
});
