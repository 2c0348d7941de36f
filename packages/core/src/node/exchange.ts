import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  ConnectionUse,
  Outcome,
  Profiler,
  Recording,
  ReportRequest,
  RequestStart,
} from '../contract.ts';
import { exchangeKey, type FrameworkNotes } from '../exchange-key.ts';
import { callApp } from '../own-frames.ts';
import { beganOn, sentOn, useOfConnection } from './connection-use.ts';
import { asksForTrace, reportRequestOf } from './report-request.ts';
import {
  doesNothing,
  type Emit,
  type Event,
  emitOfRequest,
  emitOfResponse,
  emitUnheard,
  type Followed,
  only,
  type Scoped,
} from './scoped-emit.ts';

/**
 * Reads a request's route pattern from a framework's own request; `undefined` while nothing has matched, or when
 * nothing did. `status` is the status code, once it has been sent.
 */
export type PatternReader<Context> = (
  context: Context,
  request: IncomingMessage,
  status: number | undefined,
) => string | undefined;

/** What all requests of a mount share. */
export interface FollowingMount<Context> {
  readonly profiler: Profiler;
  readonly pattern: PatternReader<Context>;
  /** True where requests begin before Node adds its own listener for the end of the response. */
  readonly precedesNode: boolean;
}

/** How a response ended, for as long as it takes to hand that over: the recording keeps no such object. */
const outcome: { -readonly [Key in keyof Outcome]: Outcome[Key] } = {
  route: undefined,
  status: 0,
  aborted: false,
};

/**
 * Begins a recording for a Node request and ends it when its response is complete (`finish`) or the client has left
 * (`close` without it; a response without a socket has no `close`). Returns `undefined` when an outer mount already
 * records the request, or when it is not to be recorded. Never throws: what cannot be followed is not recorded.
 */
export function recordExchange<Context>(
  mount: FollowingMount<Context>,
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  context: Context,
): Recording | undefined {
  try {
    if ((response as Scoped)[exchangeKey] !== undefined) return undefined;
    // Its `close` event is over, so nothing would end the recording.
    if (response.destroyed) return undefined;
    const exchange = new Exchange(mount, request, response, url, context);
    if (!exchange.recording.active) {
      mount.profiler.stepOut();
      return undefined;
    }
    return exchange.follow() ? exchange.recording : undefined;
  } catch (error) {
    mount.profiler.failed(error);
    return undefined;
  }
}

/** Whether a mount records, or has recorded, the request that this answers. */
export function isRecorded(response: ServerResponse): boolean {
  return (response as Scoped)[exchangeKey] !== undefined;
}

/** A request and its response, for as long as both are open. */
class Exchange<Context> implements RequestStart, FrameworkNotes, Followed {
  readonly method: string;
  readonly url: string;
  readonly recording: Recording;
  fastify: unknown = undefined;
  koa: unknown = undefined;
  hono: unknown = undefined;
  /** Node's own listeners for the ends of both, most of which were there before the app's. */
  #endListeners: number;
  readonly #finishListeners: number;
  readonly #emitRequest: Emit;
  readonly #emitResponse: Emit;
  readonly #mount: FollowingMount<Context>;
  readonly #request: Scoped & IncomingMessage;
  readonly #response: Scoped & ServerResponse;
  readonly #context: Context;

  constructor(
    mount: FollowingMount<Context>,
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
    context: Context,
  ) {
    this.method = request.method ?? 'GET';
    this.url = url;
    this.#endListeners = request.listenerCount('end');
    const finishListeners = response.listenerCount('finish');
    this.#finishListeners = finishListeners === 0 && mount.precedesNode ? 1 : finishListeners;
    this.#emitRequest = request.emit as Emit;
    this.#emitResponse = response.emit as Emit;
    this.#mount = mount;
    this.#request = request;
    this.#response = response;
    this.#context = context;
    this.recording = mount.profiler.begin(this);
    beganOn(request, this.recording.beganMicros);
  }

  /** Worked out only for a request that is traced. */
  get connection(): ConnectionUse | undefined {
    return useOfConnection(this.#request);
  }

  route(): string | undefined {
    try {
      const { headersSent, statusCode } = this.#response;
      return this.#mount.pattern(this.#context, this.#request, headersSent ? statusCode : undefined);
    } catch (error) {
      // A listener that throws would be the app's uncaught error.
      this.#mount.profiler.failed(error);
      return undefined;
    }
  }

  asksForTrace(): ReportRequest | undefined {
    return asksForTrace(this.#request)
      ? reportRequestOf(this.#request, this.url, this.#context, () => () => {})
      : undefined;
  }

  /**
   * A request's data and a response's `drain` arrive in callbacks of the socket, which belongs to no request. Without
   * this, an app's work in such listeners would belong to no request either. False when the response cannot be followed,
   * because nothing would end the recording then.
   */
  follow(): boolean {
    const request = this.#request;
    const response = this.#response;
    try {
      response[exchangeKey] = this;
      response.emit = emitOfResponse as Emit;
    } catch {
      if (!this.#define(response, emitOfResponse)) {
        this.recording.discard();
        return false;
      }
    }
    try {
      request[exchangeKey] = this;
      // Without a scope, only the end of the response matters.
      if (this.recording.hasScope) request.emit = emitOfRequest as Emit;
    } catch {
      this.#define(request, emitOfRequest);
    }
    return true;
  }

  /** For objects whose properties cannot be set, as a prototype's are read-only. False for one that is frozen. */
  #define(target: Scoped, emit: unknown): boolean {
    try {
      const property = { configurable: true, writable: true };
      Object.defineProperty(target, exchangeKey, { ...property, value: this });
      Object.defineProperty(target, 'emit', { ...property, value: emit });
      return true;
    } catch (error) {
      this.#mount.profiler.failed(error);
      return false;
    }
  }

  /** `args` are the event and what it carries; `undefined` where it carries nothing. */
  emitOfRequest(request: Scoped, event: string | symbol, args: Event | undefined): boolean {
    const listeners = this.#countOf(request, event);
    if (listeners === 0) return emitUnheard(this.#emitRequest, request, event, args);
    // Node itself listens for the end of most requests. Its listener alone needs no scope.
    if (listeners === this.#endListeners && event === 'end') {
      return callApp(this.#emitRequest, request, args ?? only(event));
    }
    return this.recording.run(this.#emitRequest, request, args ?? only(event));
  }

  emitOfResponse(response: Scoped, event: string | symbol, args: Event | undefined): boolean {
    const listeners = this.#countOf(response, event);
    if (event === 'prefinish') sentOn(this.#request);
    // Before the listeners, as one may throw.
    if (event === 'finish' || event === 'close') this.#end(event);
    if (listeners === 0) return emitUnheard(this.#emitResponse, response, event, args);
    // Node's own listener for `finish`, as above.
    if (listeners === this.#finishListeners && event === 'finish') return this.#finishInNode(response, args);
    return this.recording.run(this.#emitResponse, response, args ?? only(event));
  }

  isUnheard(response: Scoped, event: string | symbol): boolean {
    return doesNothing(this.#emitResponse, event) && this.#countOf(response, event) === 0;
  }

  /** Node now listens for the end of a request that was not read to its end. */
  #finishInNode(response: Scoped, args: Event | undefined): boolean {
    const before = this.#countOf(this.#request, 'end');
    const heard = callApp(this.#emitResponse, response, args ?? only('finish'));
    this.#endListeners += this.#countOf(this.#request, 'end') - before;
    return heard;
  }

  /** Infinite where it is not known. */
  #countOf(emitter: Scoped, event: string | symbol): number {
    try {
      return emitter.listenerCount(event);
    } catch (error) {
      this.#mount.profiler.failed(error);
      return Number.POSITIVE_INFINITY;
    }
  }

  #end(event: 'finish' | 'close'): void {
    try {
      const { headersSent, statusCode, writableFinished } = this.#response;
      outcome.route = this.route();
      // Nothing was answered when the client left before the head was sent.
      outcome.status = headersSent ? statusCode : 0;
      outcome.aborted = event === 'close' && !writableFinished;
      this.recording.end(outcome);
    } catch (error) {
      this.#mount.profiler.failed(error);
      this.recording.discard();
    }
  }
}

/** Call it when a request turns out to be for the report of an inner mount, so that an outer one does not count it. */
export function discardExchange(request: IncomingMessage): void {
  (request as Scoped)[exchangeKey]?.recording.discard();
}
