import type { IncomingMessage } from 'node:http';
import { patternOf } from '@routeprof/koa/pattern';

type Context = Parameters<typeof patternOf>[0];
type CreateContext = (this: unknown, request: IncomingMessage, ...rest: unknown[]) => Context;
interface Application {
  readonly prototype: { createContext?: CreateContext };
}

const contexts = new WeakMap<IncomingMessage, Context>();

/** Remembers the context that each Koa app makes for a request. */
export function followKoa(): void {
  Object.assign(globalThis, { [Symbol.for('routeprof.koa')]: remember });
}

function remember(application: Application | undefined): void {
  const prototype = application?.prototype;
  const createContext = prototype?.createContext;
  if (prototype === undefined || typeof createContext !== 'function') return;
  prototype.createContext = function (request, ...rest) {
    const context = createContext.call(this, request, ...rest);
    contexts.set(request, context);
    return context;
  };
}

/** The pattern that a router has left on the context. */
export function koaPattern(request: IncomingMessage): string | undefined {
  const context = contexts.get(request);
  return context && patternOf(context);
}
