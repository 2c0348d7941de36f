import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Profiler, Recording, RequestStart } from '../contract.ts';

/** Reads a request's route pattern from a framework's own request; `undefined` while nothing has matched. */
export type PatternReader<Context> = (context: Context, request: IncomingMessage) => string | undefined;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
type Event = [event: string | symbol, ...args: unknown[]];
const exchangeOf = Symbol('routeprof.exchange');
type Scoped = (IncomingMessage | ServerResponse) & { [exchangeOf]?: Exchange<unknown> };

/**
 * Begins a recording for a Node request and ends it when its response is closed: `close` rather than `finish`, since
 * an aborted response never finishes. Gives `undefined` when the request is already recorded by an outer mount, or is
 * not to be recorded.
 */
export function recordExchange<Context>(
  profiler: Profiler,
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  context: Context,
  pattern: PatternReader<Context>,
): Recording | undefined {
  if ((response as Scoped)[exchangeOf] !== undefined) return undefined;
  // Its `close` has been: nothing would end the recording.
  if (response.destroyed) return undefined;
  const exchange = new Exchange(profiler, request, url, context, pattern);
  if (!exchange.recording.active) {
    profiler.stepOut();
    return undefined;
  }
  exchange.follow(request, response);
  return exchange.recording;
}

/** A request and its response, for as long as both are open. */
class Exchange<Context> implements RequestStart {
  readonly method: string;
  readonly url: string;
  readonly recording: Recording;
  /** Listeners for the request's end that were there before the app: Node's own. */
  readonly #endListeners: number;
  #emitRequest: Emit | undefined;
  #emitResponse: Emit | undefined;
  readonly #profiler: Profiler;
  readonly #request: IncomingMessage;
  readonly #context: Context;
  readonly #pattern: PatternReader<Context>;

  constructor(
    profiler: Profiler,
    request: IncomingMessage,
    url: string,
    context: Context,
    pattern: PatternReader<Context>,
  ) {
    this.method = request.method ?? 'GET';
    this.url = url;
    this.#endListeners = request.listenerCount('end');
    this.#profiler = profiler;
    this.#request = request;
    this.#context = context;
    this.#pattern = pattern;
    this.recording = profiler.begin(this);
  }

  route(): string | undefined {
    try {
      return this.#pattern(this.#context, this.#request);
    } catch (error) {
      // A listener that throws would be the app's uncaught error.
      this.#profiler.failed(error);
      return undefined;
    }
  }

  /**
   * A request's data and a response's `drain` arrive in callbacks of the socket, which belongs to no request: without
   * this, what an app does in such a listener would be nobody's work.
   */
  follow(request: Scoped, response: Scoped): void {
    this.#emitRequest = request.emit as Emit;
    request[exchangeOf] = this as Exchange<unknown>;
    request.emit = emitOfRequest;
    this.#emitResponse = response.emit as Emit;
    response[exchangeOf] = this as Exchange<unknown>;
    response.emit = emitOfResponse;
  }

  emitOfRequest(request: Scoped, args: Event): boolean {
    const emit = this.#emitRequest as Emit;
    const listeners = request.listenerCount(args[0]);
    // Node itself listens for the end of every request: alone, it needs no scope.
    if (listeners === 0 || (listeners === this.#endListeners && args[0] === 'end')) {
      return emit.apply(request, args);
    }
    return this.recording.run(() => emit.apply(request, args));
  }

  emitOfResponse(response: ServerResponse, args: Event): boolean {
    const emit = this.#emitResponse as Emit;
    const [event] = args;
    const listeners = response.listenerCount(event);
    // Node's own listener for `finish`, as above.
    if (listeners === 0 || (listeners === 1 && event === 'finish')) {
      if (event === 'close') this.#end(response);
      return emit.apply(response, args);
    }
    return this.recording.run(() => {
      // First, as a listener may throw.
      if (event === 'close') this.#end(response);
      return emit.apply(response, args);
    });
  }

  #end({ headersSent, statusCode, writableFinished }: ServerResponse): void {
    this.recording.end({
      route: this.route(),
      // Nothing was answered when the client left before the head was sent.
      status: headersSent ? statusCode : 0,
      aborted: !writableFinished,
    });
  }
}

function emitOfRequest(this: Scoped, ...args: Event): boolean {
  return (this[exchangeOf] as Exchange<unknown>).emitOfRequest(this, args);
}

function emitOfResponse(this: Scoped, ...args: Event): boolean {
  return (this[exchangeOf] as Exchange<unknown>).emitOfResponse(this as ServerResponse, args);
}

/** The request turned out to be for the report of an inner mount: an outer one must not count it. */
export function discardExchange(request: IncomingMessage): void {
  (request as Scoped)[exchangeOf]?.recording.discard();
}
