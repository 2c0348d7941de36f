import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Profiler, Recording, RequestStart } from '../contract.ts';

/** Reads a request's route pattern from a framework's own request; `undefined` while nothing has matched. */
export type PatternReader<Context> = (context: Context, request: IncomingMessage) => string | undefined;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
const exchangeOf = Symbol('routeprof.exchange');
const emitBefore = Symbol('routeprof.emit');
type Scoped = (IncomingMessage | ServerResponse) & { [exchangeOf]?: Exchange<unknown>; [emitBefore]?: Emit };

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
  enterScopeOnEvents(request, exchange);
  enterScopeOnEvents(response, exchange);
  response.on('close', endExchange);
  return exchange.recording;
}

/** A request and its response, for as long as both are open. */
class Exchange<Context> implements RequestStart {
  readonly method: string;
  readonly url: string;
  readonly recording: Recording;
  /** Listeners for the request's end that were there before the app: Node's own. */
  readonly endListeners: number;
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
    this.endListeners = request.listenerCount('end');
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
}

/** A listener of the response: one function for all, as there is one call for every request. */
function endExchange(this: Scoped): void {
  const exchange = this[exchangeOf];
  const { headersSent, statusCode, writableFinished } = this as ServerResponse;
  exchange?.recording.end({
    route: exchange.route(),
    // Nothing was answered when the client left before the head was sent.
    status: headersSent ? statusCode : 0,
    aborted: !writableFinished,
  });
}

/**
 * A request's data and a response's `drain` arrive in callbacks of the socket, which belongs to no request: without
 * this, what an app does in such a listener would be nobody's work.
 */
function enterScopeOnEvents<Context>(emitter: Scoped, exchange: Exchange<Context>): void {
  emitter[exchangeOf] = exchange as Exchange<unknown>;
  emitter[emitBefore] = emitter.emit as Emit;
  emitter.emit = emitInScope;
}

function emitInScope(this: Scoped, event: string | symbol, ...args: unknown[]): boolean {
  const emit = this[emitBefore] as Emit;
  const listeners = this.listenerCount(event);
  const exchange = this[exchangeOf];
  // Node itself and this file listen for the ends of every request: alone, they need no scope.
  if (
    listeners === 0 ||
    exchange === undefined ||
    (listeners === 1 && (event === 'finish' || event === 'close')) ||
    (event === 'end' && listeners === exchange.endListeners)
  ) {
    return emit.call(this, event, ...args);
  }
  return exchange.recording.run(() => emit.call(this, event, ...args));
}

/** The request turned out to be for the report of an inner mount: an outer one must not count it. */
export function discardExchange(request: IncomingMessage): void {
  (request as Scoped)[exchangeOf]?.recording.discard();
}
