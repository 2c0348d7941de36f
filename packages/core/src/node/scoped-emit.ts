import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Recording } from '../contract.ts';
import { exchangeKey } from '../exchange-key.ts';
import { callApp, marked } from '../own-frames.ts';

// Every request has some seven events. Most carry nothing, and nobody hears most of those. A rest parameter would be an
// array for each, so only what somebody may hear goes on to a function that has one.

export type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
/** An event and what it carries. */
export type Event = [event: string | symbol, ...carried: unknown[]];
export type Scoped = (IncomingMessage | ServerResponse) & { [exchangeKey]?: Followed };

/** What follows a request and its response, and emits their events. `args` is `undefined` for an event alone. */
export interface Followed {
  readonly recording: Recording;
  emitOfRequest(request: Scoped, event: string | symbol, args: Event | undefined): boolean;
  emitOfResponse(response: Scoped, event: string | symbol, args: Event | undefined): boolean;
  /** Whether an event of the response does nothing at all, whatever it carries. */
  isUnheard(response: Scoped, event: string | symbol): boolean;
}

const nodeEmit = EventEmitter.prototype.emit as Emit;
// Taken at load: code that replaces it later does so for the app.
const { apply } = Reflect;
/** Of events that most requests have. */
const alone: Readonly<Record<'end' | 'finish' | 'close', Event>> = {
  end: ['end'],
  finish: ['finish'],
  close: ['close'],
};

/** The arguments of an event that carries nothing. */
export function only(event: string | symbol): Event {
  return event === 'end' || event === 'finish' || event === 'close' ? alone[event] : [event];
}

/** Whether an event to which nobody listens does nothing: Node's own `emit` throws errors then. */
export function doesNothing(emit: Emit, event: string | symbol): boolean {
  return emit === nodeEmit && event !== 'error';
}

/** An event to which nobody listens. */
export function emitUnheard(
  emit: Emit,
  emitter: Scoped,
  event: string | symbol,
  args: Event | undefined,
): boolean {
  return doesNothing(emit, event) ? false : callApp(emit, emitter, args ?? only(event));
}

/** The `emit` of a request that is followed. */
export const emitOfRequest: (this: Scoped, event: string | symbol) => boolean = marked({
  'routeprof:own'(this: Scoped, event: string | symbol): boolean {
    const exchange = this[exchangeKey];
    // biome-ignore lint/complexity/noArguments: counting arguments takes no array.
    if (exchange === undefined || arguments.length !== 1) return apply(emitAllOfRequest, this, arguments);
    return exchange.emitOfRequest(this, event, undefined);
  },
});

/** The `emit` of its response. Node tells each response its socket, which hardly anybody hears. */
export const emitOfResponse: (this: Scoped, event: string | symbol) => boolean = marked({
  'routeprof:own'(this: Scoped, event: string | symbol): boolean {
    const exchange = this[exchangeKey];
    // biome-ignore lint/complexity/noArguments: as above.
    if (exchange === undefined || (arguments.length !== 1 && !exchange.isUnheard(this, event)))
      // biome-ignore lint/complexity/noArguments: as above.
      return apply(emitAllOfResponse, this, arguments);
    return exchange.emitOfResponse(this, event, undefined);
  },
});

// A library may copy a request's own properties by name. The copy then has `emit`, but no exchange.
function emitAllOfRequest(this: Scoped, ...args: Event): boolean {
  const exchange = this[exchangeKey];
  return exchange === undefined
    ? callApp(EventEmitter.prototype.emit, this, args)
    : exchange.emitOfRequest(this, args[0], args);
}

function emitAllOfResponse(this: Scoped, ...args: Event): boolean {
  const exchange = this[exchangeKey];
  return exchange === undefined
    ? callApp(EventEmitter.prototype.emit, this, args)
    : exchange.emitOfResponse(this, args[0], args);
}
