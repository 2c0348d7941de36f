import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Profiler, Recording, RequestStart } from '../contract.ts';

/** Reads a request's route pattern from a framework's own request; `undefined` while nothing has matched. */
export type PatternReader<Context> = (context: Context, request: IncomingMessage) => string | undefined;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
const recordingOf = Symbol('routeprof.recording');
const emitBefore = Symbol('routeprof.emit');
type Scoped = (IncomingMessage | ServerResponse) & { [recordingOf]?: Recording; [emitBefore]?: Emit };

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
  if ((response as Scoped)[recordingOf] !== undefined) return undefined;
  const exchange = new Exchange(request, url, context, pattern);
  const recording = profiler.begin(exchange);
  if (!recording.active) return undefined;
  enterScopeOnEvents(request, recording);
  enterScopeOnEvents(response, recording);
  response.on('close', () => {
    recording.end({
      route: exchange.route(),
      // Nothing was answered when the client left before the head was sent.
      status: response.headersSent ? response.statusCode : 0,
      aborted: !response.writableFinished,
    });
  });
  return recording;
}

class Exchange<Context> implements RequestStart {
  readonly url: string;
  readonly #request: IncomingMessage;
  readonly #context: Context;
  readonly #pattern: PatternReader<Context>;

  constructor(request: IncomingMessage, url: string, context: Context, pattern: PatternReader<Context>) {
    this.url = url;
    this.#request = request;
    this.#context = context;
    this.#pattern = pattern;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  route(): string | undefined {
    return this.#pattern(this.#context, this.#request);
  }
}

/**
 * A request's data and a response's `drain` arrive in callbacks of the socket, which belongs to no request: without
 * this, what an app does in such a listener would be nobody's work.
 */
function enterScopeOnEvents(emitter: Scoped, recording: Recording): void {
  emitter[recordingOf] = recording;
  emitter[emitBefore] = emitter.emit as Emit;
  emitter.emit = emitInScope;
}

function emitInScope(this: Scoped, event: string | symbol, ...args: unknown[]): boolean {
  const emit = this[emitBefore] as Emit;
  const listeners = this.listenerCount(event);
  const recording = this[recordingOf];
  // Node itself and this file listen for the ends of every response: alone, they need no scope.
  if (
    listeners === 0 ||
    recording === undefined ||
    (listeners === 1 && (event === 'finish' || event === 'close'))
  ) {
    return emit.call(this, event, ...args);
  }
  return recording.run(() => emit.call(this, event, ...args));
}
