import type { IncomingMessage } from 'node:http';
import { callApp, marked, notesOf, type Shared } from '@routeprof/core/shared';

/** The part of a Koa context from which the route is read. */
export interface KoaContext {
  readonly originalUrl: string;
}
type CreateContext = (this: unknown, request: IncomingMessage, ...rest: unknown[]) => KoaContext;
interface Application {
  readonly prototype: { createContext?: CreateContext };
}

/** Remembers the context that each Koa app makes for a request. */
export function followKoa({ hooks }: Shared): void {
  hooks.koa = remember;
}

function remember(application: Application | undefined): void {
  const prototype = application?.prototype;
  const original = prototype?.createContext;
  if (prototype === undefined || typeof original !== 'function') return;
  prototype.createContext = marked({
    'routeprof:own'(this: unknown, request: IncomingMessage): KoaContext {
      // biome-ignore lint/complexity/noArguments: a rest parameter would be an array for each request.
      const context = callApp(original, this, arguments);
      const notes = notesOf(request);
      if (notes !== undefined) notes.koa = context;
      return context;
    },
  });
}
